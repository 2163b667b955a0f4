"""Open Badges 3.0: awards as credentials that a learner keeps and anybody can check without asking us.

An extra artefact: the statement of credit stays the record (ce-rules I-01). Formats: Verifiable Credentials
2.0 secured by Data Integrity (eddsa-rdfc-2022, needs the extra `credentials`) and as a JWT (EdDSA); issuer
did:web; revocation by Bitstring Status List 1.0. Nothing here ever fetches from the network.
"""
