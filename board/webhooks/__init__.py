"""Webhooks: the school's other systems are told, at an address that the office entered, that something has happened.

What is told holds numbers and addresses, never a name or a text of anybody. It is signed as Standard Webhooks says.
"""
