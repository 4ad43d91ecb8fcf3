// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

/// On whose behalf a call is made.
///
/// @param name owns what the call opens
/// @param access the most that is theirs to call
/// @param allowance what was said for them alone
/// @param standing whether all this still holds
public record Principal(String name, Access access, Allowance allowance, Standing standing) {
    /// Who everyone is while authentication is off, which is on loopback only.
    public static final Principal LOCAL = new Principal("local", Access.ADMIN);

    /// Who calls what is [Access#PUBLIC] without a word about themselves.
    public static final Principal NOBODY = new Principal("", Access.PUBLIC);

    public Principal(String name, Access access) {
        this(name, access, Allowance.NONE);
    }

    public Principal(String name, Access access, Allowance allowance) {
        this(name, access, allowance, Standing.LASTING);
    }

    public Principal with(Allowance said) {
        return new Principal(name, access, said, standing);
    }

    public Principal with(Standing told) {
        return new Principal(name, access, allowance, told);
    }

    public boolean may(Access wanted) {
        return access.compareTo(wanted) >= 0;
    }
}
