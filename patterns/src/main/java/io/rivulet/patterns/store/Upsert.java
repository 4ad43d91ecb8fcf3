// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.store;

/// What became of a record that was brought.
public enum Upsert {
    STORED,
    /// The same id with the same content is there: nothing was done, and nothing needs to be.
    DUPLICATE,
    /// The id is there with other content: nothing was done.
    CONFLICT
}
