"""Password hashing parameters."""

import pytest

from portal.lib.hashing import PortalArgon2PasswordHasher


@pytest.mark.real_hash
def test_hashes_carry_the_recommended_parameters():
    hasher = PortalArgon2PasswordHasher()
    encoded = hasher.encode("Demo-Portal-1", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("Demo-Portal-1", encoded)
    assert not hasher.verify("demo-portal-1", encoded)
    assert not hasher.must_update(encoded)


@pytest.mark.real_hash
def test_hashes_of_other_parameters_are_renewed():
    weak = "argon2$argon2id$v=19$m=8,t=1,p=1$M0dzRjRtUWJlQktVeEFkVkMwZnZyRQ$O3H9XFbg/D9nfwlpTCzrp5T8ie1KbeNqRjlGXoafuuY"
    assert PortalArgon2PasswordHasher().must_update(weak)
