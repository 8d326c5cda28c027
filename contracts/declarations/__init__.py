"""Terminations and withdrawals that people send without login: received, never executed by themselves (C11).

§ 312k BGB (termination button) and § 356a BGB (withdrawal button). Each becomes a case of the service centre.
"""
