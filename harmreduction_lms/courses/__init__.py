"""What is taught: page mixins, content blocks, the catalogue, references and glossary."""
