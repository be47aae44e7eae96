"""What is known: foods, drinks, medicines, laboratory references and the evidence base."""
