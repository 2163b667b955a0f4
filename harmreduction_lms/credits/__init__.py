"""CE credit: approvals, rules, claims, awards, statements, verification and the transcript."""
