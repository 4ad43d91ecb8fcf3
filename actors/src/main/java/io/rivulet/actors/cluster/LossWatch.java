// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.cluster;

/// Hears of members that fall silent, and of those that are lost.
/// **Thread** one, which must not be blocked.
public interface LossWatch {
    LossWatch NOBODY = new LossWatch() {
        @Override
        public void silent(String name) {}

        @Override
        public void heardAgain(String name) {}

        @Override
        public void lost(String id, String name, long silentSinceMillis) {}
    };

    /// Nothing is heard of the member, or it is about to be removed though it did not ask to leave.
    void silent(String name);

    void heardAgain(String name);

    /// It has been removed. Every member that is left says so, with the same `id`.
    ///
    /// @param id of this life of the node, also among others under its name or address
    void lost(String id, String name, long silentSinceMillis);
}
