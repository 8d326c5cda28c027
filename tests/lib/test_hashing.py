"""Password hashing parameters."""

from portal.lib.hashing import PortalArgon2PasswordHasher


def test_hashes_carry_the_recommended_parameters():
    hasher = PortalArgon2PasswordHasher()
    encoded = hasher.encode("Demo-Portal-1", hasher.salt())
    assert encoded.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hasher.verify("Demo-Portal-1", encoded)
    assert not hasher.verify("demo-portal-1", encoded)
    assert not hasher.must_update(encoded)


def test_hashes_of_other_parameters_are_renewed():
    weak = "argon2$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHRzYWx0$CGpSGJ3WvVmI0F5Jq4BSig"
    assert PortalArgon2PasswordHasher().must_update(weak)
