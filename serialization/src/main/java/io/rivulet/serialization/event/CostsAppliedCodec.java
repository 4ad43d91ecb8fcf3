// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.numerics.incremental.CostUpdate;
import io.rivulet.numerics.incremental.EntryChange;
import io.rivulet.numerics.linalg.DenseVector;
import io.rivulet.numerics.linalg.SparseVector;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A batch of updates in columns: flags, ids, sources (each name once), sequences, timestamps, lengths, then the
/// numbers, kind by kind, and, from version 2 on, one byte each for how far they may go. A small update takes about 35
/// bytes.
final class CostsAppliedCodec {
    private static final int VECTOR = 1;
    private static final int SET = 2;
    private static final int DELTA = 4;
    private static final int MATRIX = 8;
    private static final int SOURCE = 16;
    private static final int SEQUENCE = 32;
    private static final int TIMESTAMP = 64;
    private static final int MADE_BY_SERVER = 128;

    /// Flags and id.
    private static final int LEAST_BYTES_EACH = 17;

    private CostsAppliedCodec() {}

    /// Whether some of them may go further, or less far, than is usual: only then it is stored.
    static boolean hasDepths(CostsApplied event) {
        return event.updates().stream().anyMatch(u -> u.depth() != IdentifiedUpdate.USUAL_DEPTH);
    }

    /// Upper bound of what an update adds to a batch.
    static long sizeOf(IdentifiedUpdate u) {
        String source = u.identity().sourceNode();
        CostUpdate update = u.update();
        DenseVector vector = update.vector();
        long identity = LEAST_BYTES_EACH + (source == null ? 0 : 10 + 3L * source.length()) + 8 + 10;
        long lengths = 4 * 5;
        long depth = 1;
        return identity
                + lengths
                + depth
                + (vector == null ? 0 : 8L * vector.size())
                + 12L * (update.set().size() + (long) update.delta().size())
                + 25L * update.matrix().size();
    }

    static void write(LittleEndianWriter out, CostsApplied event, boolean withDepths) throws IOException {
        List<IdentifiedUpdate> updates = event.updates();
        out.i64(event.firstRevision());
        out.i64(event.atMillis());
        out.i64(event.seqReservedTo());
        out.varint(updates.size());
        for (IdentifiedUpdate u : updates) {
            out.u8(flags(u));
        }
        for (IdentifiedUpdate u : updates) {
            out.uuid(u.identity().updateId());
        }
        writeSources(out, updates);
        for (IdentifiedUpdate u : updates) {
            if (u.identity().sequence() >= 0) {
                out.i64(u.identity().sequence());
            }
        }
        for (IdentifiedUpdate u : updates) {
            if (u.identity().timestampMillis() >= 0) {
                out.zigzag(u.identity().timestampMillis() - event.atMillis());
            }
        }
        writeLengths(out, updates);
        writeNumbers(out, updates);
        if (withDepths) {
            for (IdentifiedUpdate u : updates) {
                out.u8(u.depth());
            }
        }
    }

    private static int flags(IdentifiedUpdate u) {
        UpdateIdentity identity = u.identity();
        CostUpdate update = u.update();
        return (update.vector() == null ? 0 : VECTOR)
                | (update.set().isEmpty() ? 0 : SET)
                | (update.delta().isEmpty() ? 0 : DELTA)
                | (update.matrix().isEmpty() ? 0 : MATRIX)
                | (identity.sourceNode() == null ? 0 : SOURCE)
                | (identity.sequence() < 0 ? 0 : SEQUENCE)
                | (identity.timestampMillis() < 0 ? 0 : TIMESTAMP)
                | (identity.madeByServer() ? MADE_BY_SERVER : 0);
    }

    private static void writeSources(LittleEndianWriter out, List<IdentifiedUpdate> updates) throws IOException {
        Map<String, Integer> sources = new LinkedHashMap<>();
        for (IdentifiedUpdate u : updates) {
            String source = u.identity().sourceNode();
            if (source != null) {
                sources.putIfAbsent(source, sources.size());
            }
        }
        out.varint(sources.size());
        for (String source : sources.keySet()) {
            out.text(source);
        }
        for (IdentifiedUpdate u : updates) {
            String source = u.identity().sourceNode();
            if (source != null) {
                out.varint(sources.getOrDefault(source, 0));
            }
        }
    }

    private static void writeLengths(LittleEndianWriter out, List<IdentifiedUpdate> updates) throws IOException {
        for (IdentifiedUpdate u : updates) {
            CostUpdate update = u.update();
            DenseVector vector = update.vector();
            if (vector != null) {
                out.varint(vector.size());
            }
            if (!update.set().isEmpty()) {
                out.varint(update.set().size());
            }
            if (!update.delta().isEmpty()) {
                out.varint(update.delta().size());
            }
            if (!update.matrix().isEmpty()) {
                out.varint(update.matrix().size());
            }
        }
    }

    private static void writeNumbers(LittleEndianWriter out, List<IdentifiedUpdate> updates) throws IOException {
        for (IdentifiedUpdate u : updates) {
            DenseVector vector = u.update().vector();
            if (vector != null) {
                out.doubles(vector.values());
            }
        }
        for (IdentifiedUpdate u : updates) {
            out.ints(u.update().set().indices());
            out.doubles(u.update().set().values());
        }
        for (IdentifiedUpdate u : updates) {
            out.ints(u.update().delta().indices());
        }
        for (IdentifiedUpdate u : updates) {
            out.doubles(u.update().delta().values());
        }
        for (IdentifiedUpdate u : updates) {
            writeEntries(out, u.update().matrix());
        }
    }

    static void writeEntries(LittleEndianWriter out, List<EntryChange> entries) throws IOException {
        for (EntryChange entry : entries) {
            out.i32(entry.row());
            out.i32(entry.column());
            out.f64(entry.newValue());
            out.nullableDouble(entry.oldValue());
        }
    }

    static CostsApplied read(LittleEndianReader in, boolean withDepths) throws IOException {
        long firstRevision = in.i64();
        long atMillis = in.i64();
        long seqReservedTo = in.i64();
        int count = in.count(LEAST_BYTES_EACH);
        int[] flags = new int[count];
        for (int k = 0; k < count; k++) {
            flags[k] = in.u8();
        }
        List<UpdateIdentity> identities = readIdentities(in, flags, atMillis);
        List<CostUpdate> parts = readParts(in, flags);
        List<IdentifiedUpdate> updates = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            int depth = withDepths ? in.u8() : IdentifiedUpdate.USUAL_DEPTH;
            updates.add(new IdentifiedUpdate(identities.get(k), parts.get(k), depth));
        }
        return new CostsApplied(firstRevision, atMillis, updates, seqReservedTo);
    }

    private static List<UpdateIdentity> readIdentities(LittleEndianReader in, int[] flags, long atMillis)
            throws IOException {
        UUID[] ids = new UUID[flags.length];
        for (int k = 0; k < flags.length; k++) {
            ids[k] = in.uuid();
        }
        String[] names = new String[in.count(1)];
        for (int k = 0; k < names.length; k++) {
            names[k] = in.text();
        }
        @Nullable String[] sources = new @Nullable String[flags.length];
        for (int k = 0; k < flags.length; k++) {
            if ((flags[k] & SOURCE) != 0) {
                long name = in.varint();
                if (name < 0 || name >= names.length) {
                    throw new CodecException("source " + name + " of " + names.length);
                }
                sources[k] = names[(int) name];
            }
        }
        long[] sequences = new long[flags.length];
        for (int k = 0; k < flags.length; k++) {
            long uncounted = (flags[k] & MADE_BY_SERVER) == 0 ? -1 : UpdateIdentity.MADE_BY_SERVER;
            sequences[k] = (flags[k] & SEQUENCE) == 0 ? uncounted : in.i64();
        }
        List<UpdateIdentity> identities = new ArrayList<>(flags.length);
        for (int k = 0; k < flags.length; k++) {
            long timestamp = (flags[k] & TIMESTAMP) == 0 ? -1 : atMillis + in.zigzag();
            identities.add(new UpdateIdentity(ids[k], sources[k], sequences[k], timestamp));
        }
        return identities;
    }

    private static List<CostUpdate> readParts(LittleEndianReader in, int[] flags) throws IOException {
        int count = flags.length;
        long[] vectorLength = new long[count];
        long[] setLength = new long[count];
        long[] deltaLength = new long[count];
        long[] matrixLength = new long[count];
        for (int k = 0; k < count; k++) {
            vectorLength[k] = (flags[k] & VECTOR) == 0 ? -1 : in.varint();
            setLength[k] = (flags[k] & SET) == 0 ? 0 : in.varint();
            deltaLength[k] = (flags[k] & DELTA) == 0 ? 0 : in.varint();
            matrixLength[k] = (flags[k] & MATRIX) == 0 ? 0 : in.varint();
        }
        @Nullable DenseVector[] vectors = new @Nullable DenseVector[count];
        for (int k = 0; k < count; k++) {
            vectors[k] = vectorLength[k] < 0 ? null : DenseVector.adopt(in.doubles(vectorLength[k]));
        }
        SparseVector[] sets = new SparseVector[count];
        for (int k = 0; k < count; k++) {
            int[] indices = in.ints(setLength[k]);
            sets[k] = SparseVector.adopt(indices, in.doubles(setLength[k]));
        }
        int[][] deltaIndices = new int[count][];
        for (int k = 0; k < count; k++) {
            deltaIndices[k] = in.ints(deltaLength[k]);
        }
        SparseVector[] deltas = new SparseVector[count];
        for (int k = 0; k < count; k++) {
            deltas[k] = SparseVector.adopt(deltaIndices[k], in.doubles(deltaLength[k]));
        }
        List<CostUpdate> updates = new ArrayList<>(count);
        for (int k = 0; k < count; k++) {
            updates.add(new CostUpdate(vectors[k], sets[k], deltas[k], readEntries(in, matrixLength[k])));
        }
        return updates;
    }

    static List<EntryChange> readEntries(LittleEndianReader in, long count) throws IOException {
        List<EntryChange> entries = new ArrayList<>();
        for (long k = 0; k < count; k++) {
            int row = in.i32();
            int column = in.i32();
            double newValue = in.f64();
            entries.add(new EntryChange(row, column, newValue, in.nullableDouble()));
        }
        return entries;
    }
}
