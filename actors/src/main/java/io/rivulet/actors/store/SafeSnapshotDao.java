// SPDX-License-Identifier: Apache-2.0
package io.rivulet.actors.store;

import java.util.concurrent.CompletionStage;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.jdk.javaapi.FutureConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend;
import slick.jdbc.JdbcProfile;

/// Snapshots that count as saved once they are on disk: the events behind them are deleted after that.
public final class SafeSnapshotDao extends DefaultSnapshotDao {
    private final DurableBarrier barrier;

    /// The plugin calls it by reflection with exactly these types.
    public SafeSnapshotDao(
            JdbcBackend.JdbcDatabaseDef db,
            JdbcProfile profile,
            SnapshotConfig config,
            Serialization serialization,
            ExecutionContext executor,
            Materializer materializer) {
        super(db, profile, config, serialization, executor, materializer);
        this.barrier = StoreExtension.barrier(materializer.system());
    }

    @Override
    public Future<BoxedUnit> save(SnapshotMetadata metadata, Object snapshot) {
        long life = barrier.life();
        CompletionStage<BoxedUnit> committed = FutureConverters.asJava(super.save(metadata, snapshot));
        return FutureConverters.asScala(
                committed.thenCompose(done -> barrier.written(life).thenApply(_ -> done)));
    }
}
