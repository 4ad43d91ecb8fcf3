// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.session;

import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.session.core.SessionState;
import io.rivulet.actors.store.Database;
import io.rivulet.actors.store.JournalReader;
import io.rivulet.actors.store.PersistenceConfig;
import io.rivulet.actors.store.SafeJournalDao;
import io.rivulet.actors.store.StoreExtension;
import io.rivulet.actors.store.StoreSettings;
import io.rivulet.actors.verifier.JournalReplay;
import io.rivulet.serialization.event.SessionEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.PersistentRepr$;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.db.SlickDatabase;
import org.apache.pekko.persistence.jdbc.db.SlickExtension;
import org.apache.pekko.persistence.jdbc.db.SlickExtensionImpl;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.stream.Materializer;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.FutureConverters;
import scala.util.Try;

/// The journal in H2, written by production's access object and read by production's replay. What the database says
/// counts; the rows in memory have to agree with it.
final class SimStoredJournal extends SimJournal {
    private static final long WITHIN_SECONDS = 30;

    /// One database in memory for many journals.
    static final class Store implements AutoCloseable {
        private final Database database;
        private final ActorTestKit kit;
        private final SafeJournalDao dao;
        private final JournalReplay replay;

        Store(String name) {
            StoreSettings settings = StoreSettings.inMemory(name);
            database = Database.open(settings);
            kit = ActorTestKit.create(
                    name,
                    PersistenceConfig.of(settings)
                            .withFallback(ConfigFactory.parseString("pekko.loglevel = WARNING\n"
                                    + "pekko.coordinated-shutdown.exit-jvm = off\n"
                                    + "pekko.coordinated-shutdown.run-by-actor-system-terminate = on"))
                            .withFallback(ConfigFactory.load()));
            StoreExtension.bind(kit.system(), database);
            var classic = kit.system().classicSystem();
            var config = classic.settings().config().getConfig("jdbc-journal");
            SlickDatabase slick = ((SlickExtensionImpl) SlickExtension.get(classic)).database(config);
            dao = new SafeJournalDao(
                    slick.database(),
                    slick.profile(),
                    new JournalConfig(config),
                    SerializationExtension.get(classic),
                    classic.dispatcher(),
                    Materializer.matFromSystem(classic));
            replay = new JournalReplay(
                    new JournalReader(database),
                    id -> SessionLedger.persistenceId(id).id());
        }

        @Override
        public void close() {
            kit.shutdownTestKit();
            database.close();
        }
    }

    private final Store store;
    private final UUID id;

    SimStoredJournal(Store store, UUID id) {
        this.store = store;
        this.id = id;
    }

    @Override
    boolean write(int knownRows, List<SessionEvent> batch) {
        List<PersistentRepr> rows = new ArrayList<>();
        for (SessionEvent event : batch) {
            rows.add(PersistentRepr$.MODULE$.apply(
                    event,
                    knownRows + rows.size() + 1L,
                    SessionLedger.persistenceId(id).id(),
                    "",
                    false,
                    ActorRef.noSender(),
                    "simulation"));
        }
        var writes = CollectionConverters.asScala(List.of(
                        new AtomicWrite(CollectionConverters.asScala(rows).toSeq())))
                .toSeq();
        boolean written = succeeds(FutureConverters.asJava(store.dao.asyncWriteMessages(writes)));
        boolean expected = super.write(knownRows, batch);
        if (written != expected) {
            throw new AssertionError("the database wrote: " + written + ", the rows before it say: " + expected);
        }
        return written;
    }

    private static boolean succeeds(
            CompletionStage<scala.collection.immutable.Seq<Try<scala.runtime.BoxedUnit>>> done) {
        try {
            return get(done).forall(Try::isSuccess);
        } catch (CompletionException failure) {
            if (SessionLedger.wasFencedOut(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(WITHIN_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    @Override
    SessionState replay() {
        JournalReplay.Replayed read = get(store.replay.of(id));
        if (read.lastSequence() != rows()) {
            throw new AssertionError("the database has " + read.lastSequence() + " rows, not " + rows());
        }
        return read.state();
    }

    /// Snapshots are the ledger's to take: here every event is read again.
    @Override
    void takeSnapshot() {
        // see above
    }
}
