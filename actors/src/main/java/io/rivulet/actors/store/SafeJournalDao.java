// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables.JournalPekkoSerializationRow;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/// The journal's writes, with two promises more than the plugin gives. An acknowledgement means "on disk". And a
/// conflicting row fails alone: the plugin writes rows of many sessions in one transaction, so a single duplicate
/// writer would make all of them fail, and enough failures open the journal's circuit breaker for everybody.
/// **Thread** the plugin's; waits nowhere.
public final class SafeJournalDao extends DefaultJournalDao {
    private final DurableBarrier barrier;

    /// The plugin calls it by reflection with exactly these types.
    public SafeJournalDao(
            JdbcBackend.JdbcDatabaseDef db,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(db, profile, config, serialization, executor, materializer);
        this.barrier = StoreExtension.barrier(materializer.system());
    }

    /// One sender's rows. After a conflict in the joint transaction, which rolled all of it back, they are written by
    /// themselves: only the sender whose rows conflict then sees a failure.
    @Override
    public Future<BoxedUnit> queueWriteJournalRows(Seq<Tuple2<JournalPekkoSerializationRow, Set<String>>> rows) {
        CompletionStage<BoxedUnit> joint = FutureConverters.asJava(super.queueWriteJournalRows(rows));
        return FutureConverters.asScala(joint.exceptionallyCompose(failure -> SqlStates.conflict(failure)
                ? FutureConverters.asJava(writeJournalRows(rows))
                : CompletableFuture.failedStage(failure)));
    }

    /// One transaction; done when it is on disk.
    @Override
    public Future<BoxedUnit> writeJournalRows(Seq<Tuple2<JournalPekkoSerializationRow, Set<String>>> rows) {
        long life = barrier.life();
        CompletionStage<BoxedUnit> committed = FutureConverters.asJava(super.writeJournalRows(rows));
        return FutureConverters.asScala(
                committed.thenCompose(done -> barrier.written(life).thenApply(_ -> done)));
    }
}
