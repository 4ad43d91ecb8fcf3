// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.route;

/// Who may make a call, from everybody to few; each one includes those after it.
public enum Access {
    /// Nobody has to say who they are: health, pages.
    PUBLIC,
    /// Whoever is known, about what is theirs.
    USER,
    /// Whoever watches the whole, not the numbers of others.
    OPERATOR,
    /// Whoever may end members of the cluster.
    ADMIN
}
