// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;

/// Where the journal plugin, which the actor system makes by class name, finds the database's barrier.
public final class StoreExtension extends AbstractExtensionId<StoreExtension.Binding> {
    private static final StoreExtension ID = new StoreExtension();

    private StoreExtension() {}

    /// One per actor system.
    public static final class Binding implements Extension {
        private volatile @Nullable Database database;

        private Binding() {}
    }

    /// Ties the actor system's journal and snapshots to `database`; before anything is persisted.
    public static void bind(ClassicActorSystemProvider system, Database database) {
        ID.get(system).database = database;
    }

    static DurableBarrier barrier(ClassicActorSystemProvider system) {
        Database database = ID.get(system).database;
        if (database == null) {
            throw new IllegalStateException(
                    "the actor system persists before StoreExtension.bind has told it where: acknowledgements could be "
                            + "lost");
        }
        return database.barrier();
    }

    @Override
    public Binding createExtension(ExtendedActorSystem system) {
        return new Binding();
    }
}
