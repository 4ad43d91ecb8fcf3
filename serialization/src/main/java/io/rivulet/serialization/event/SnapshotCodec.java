// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.serialization.event.SessionSnapshot.Others;
import io.rivulet.serialization.event.SessionSnapshot.Rebase;
import io.rivulet.serialization.event.SessionSnapshot.RememberedId;
import io.rivulet.serialization.event.SessionSnapshot.Slot;
import io.rivulet.serialization.event.SessionSnapshot.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The stored form of snapshots, like that of events. Timestamps of remembered ids go as differences, so that 16,384
/// of them fit well below 512 KiB.
public final class SnapshotCodec {
    private static final String SNAPSHOT = "session/snapshot/";

    /// Up to 4 the version is that of the first event inside; from 5 on that stands in front of it.
    private static final int NEWEST = 8;

    private static final int WITH_OPENED_VERSION = 5;

    /// What others did for the session stands at the end.
    private static final int WITH_OTHERS = 6;

    /// Some of the members have keys, or a silent voter has left.
    private static final int WITH_OUTSIDERS = 7;

    /// Some updates may go further, or less far, than is usual.
    private static final int WITH_DEPTHS = 8;

    private static final int NO_TIME = 0;
    private static final int TIME = 1;

    private SnapshotCodec() {}

    public static String manifest(SessionSnapshot s) {
        return SNAPSHOT + version(s);
    }

    private static int version(SessionSnapshot s) {
        if (s.tail().stream().anyMatch(CostsAppliedCodec::hasDepths)) {
            return WITH_DEPTHS;
        }
        SessionEvent.@Nullable VerificationRecorded verification = s.lastVerification();
        boolean voted = verification != null && verification.poll() != null;
        SessionEvent.@Nullable VotersChanged voters = s.others().voters();
        boolean left = voters != null && !voters.removals().isEmpty();
        if (left || SwarmCodec.withKeys(s.others().swarm().members())) {
            return WITH_OUTSIDERS;
        }
        return voted || !s.others().equals(Others.NONE)
                ? WITH_OTHERS
                : Math.min(EventCodec.openedVersion(s.opened()), WITH_OPENED_VERSION);
    }

    /// Whether [#decode] reads what stands under `manifest`.
    public static boolean reads(String manifest) {
        return version(manifest) > 0;
    }

    /// 0 for none that is known.
    private static int version(String manifest) {
        for (int version = 1; version <= NEWEST; version++) {
            if (manifest.equals(SNAPSHOT + version)) {
                return version;
            }
        }
        return 0;
    }

    public static byte[] encode(SessionSnapshot s) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            int version = version(s);
            if (version >= WITH_OPENED_VERSION) {
                out.u8(EventCodec.openedVersion(s.opened()));
            }
            EventCodec.writeOpened(out, s.opened());
            out.i64(s.incarnation());
            out.text(s.node());
            out.i64(s.seqReservedTo());
            out.i64(s.revision());
            EventCodec.writeRebases(out, s.rebases());
            out.varint(s.tail().size());
            for (SessionEvent.CostsApplied batch : s.tail()) {
                CostsAppliedCodec.write(out, batch, version >= WITH_DEPTHS);
            }
            writeSlot(out, s.slot0());
            writeSlot(out, s.slot1());
            out.varint(s.sources().size());
            for (Source source : s.sources()) {
                out.text(source.name());
                out.i64(source.highest());
                for (long word : source.bitmap()) {
                    out.i64(word);
                }
            }
            writeIds(out, s.ids());
            out.flag(s.forgotten());
            out.i64(s.newestForgottenMillis());
            out.f64(s.tolerance());
            out.flag(s.paused());
            SessionEvent.@Nullable VerificationRecorded verification = s.lastVerification();
            out.flag(verification != null);
            if (verification != null) {
                if (version >= WITH_OTHERS) {
                    out.flag(verification.poll() != null);
                }
                EventCodec.writeVerification(out, verification);
            }
            SessionEvent.@Nullable Closed closed = s.closed();
            out.flag(closed != null);
            if (closed != null) {
                EventCodec.writeClosed(out, closed);
            }
            if (version >= WITH_OTHERS) {
                write(out, s.others(), version >= WITH_OUTSIDERS);
            }
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    /// Each part after a flag that says whether it is there.
    private static void write(LittleEndianWriter out, Others others, boolean withOutsiders) throws IOException {
        SessionEvent.@Nullable VotersChanged voters = others.voters();
        out.flag(voters != null);
        if (voters != null) {
            VoteCodec.writeVoters(out, voters, withOutsiders);
        }
        SessionEvent.@Nullable CorrectionApplied correction = others.lastCorrection();
        out.flag(correction != null);
        if (correction != null) {
            out.i64(others.corrections());
            EventCodec.writeCorrection(out, correction);
        }
        boolean swarm = !others.swarm().isEmpty();
        out.flag(swarm);
        if (swarm) {
            SwarmCodec.write(out, others.swarm(), withOutsiders);
        }
    }

    private static Others readOthers(LittleEndianReader in, boolean withOutsiders) throws IOException {
        SessionEvent.@Nullable VotersChanged voters = in.flag() ? VoteCodec.readVoters(in, withOutsiders) : null;
        boolean corrected = in.flag();
        long corrections = corrected ? in.i64() : 0;
        SessionEvent.@Nullable CorrectionApplied correction = corrected ? EventCodec.readCorrection(in) : null;
        return new Others(
                voters,
                corrections,
                correction,
                in.flag() ? SwarmCodec.readSwarm(in, withOutsiders) : SwarmSnapshot.EMPTY);
    }

    public static SessionSnapshot decode(String manifest, byte[] bytes) {
        if (!reads(manifest)) {
            throw new CodecException("unknown snapshot " + manifest);
        }
        try {
            LittleEndianReader in = LittleEndianReader.of(bytes);
            int version = version(manifest);
            int openedVersion = version >= WITH_OPENED_VERSION ? in.u8() : version;
            SessionEvent.SessionOpened opened = EventCodec.readOpened(in, openedVersion);
            long incarnation = in.i64();
            String node = in.text();
            long seqReservedTo = in.i64();
            long revision = in.i64();
            List<Rebase> rebases = EventCodec.readRebases(in);
            List<SessionEvent.CostsApplied> tail = new ArrayList<>();
            for (int left = in.count(25); left > 0; left--) {
                tail.add(CostsAppliedCodec.read(in, version >= WITH_DEPTHS));
            }
            @Nullable Slot slot0 = readSlot(in);
            @Nullable Slot slot1 = readSlot(in);
            List<Source> sources = readSources(in);
            List<RememberedId> ids = readIds(in);
            boolean forgotten = in.flag();
            long newestForgottenMillis = in.i64();
            double tolerance = in.f64();
            boolean paused = in.flag();
            SessionEvent.@Nullable VerificationRecorded verification =
                    in.flag() ? EventCodec.readVerification(in, version >= WITH_OTHERS && in.flag()) : null;
            SessionEvent.@Nullable Closed closed = in.flag() ? EventCodec.readClosed(in) : null;
            Others others = version >= WITH_OTHERS ? readOthers(in, version >= WITH_OUTSIDERS) : Others.NONE;
            in.finish();
            return new SessionSnapshot(
                    opened,
                    incarnation,
                    node,
                    seqReservedTo,
                    revision,
                    rebases,
                    tail,
                    slot0,
                    slot1,
                    sources,
                    ids,
                    forgotten,
                    newestForgottenMillis,
                    tolerance,
                    paused,
                    verification,
                    closed,
                    others);
        } catch (IOException | IllegalArgumentException e) {
            throw new CodecException("unreadable " + manifest, e);
        }
    }

    private static void writeSlot(LittleEndianWriter out, @Nullable Slot slot) throws IOException {
        out.flag(slot != null);
        if (slot != null) {
            out.text(slot.digest());
            out.i64(slot.revision());
        }
    }

    private static @Nullable Slot readSlot(LittleEndianReader in) throws IOException {
        return in.flag() ? new Slot(in.text(), in.i64()) : null;
    }

    private static List<Source> readSources(LittleEndianReader in) throws IOException {
        List<Source> sources = new ArrayList<>();
        for (int left = in.count(9 + 8 * Source.WORDS); left > 0; left--) {
            String name = in.text();
            long highest = in.i64();
            long[] bitmap = new long[Source.WORDS];
            for (int k = 0; k < bitmap.length; k++) {
                bitmap[k] = in.i64();
            }
            sources.add(new Source(name, highest, bitmap));
        }
        return sources;
    }

    private static void writeIds(LittleEndianWriter out, List<RememberedId> ids) throws IOException {
        out.varint(ids.size());
        long before = 0;
        for (RememberedId id : ids) {
            out.uuid(id.updateId());
            if (id.timestampMillis() < 0) {
                out.u8(NO_TIME);
            } else {
                out.u8(TIME);
                out.zigzag(id.timestampMillis() - before);
                before = id.timestampMillis();
            }
        }
    }

    private static List<RememberedId> readIds(LittleEndianReader in) throws IOException {
        List<RememberedId> ids = new ArrayList<>();
        long before = 0;
        for (int left = in.count(17); left > 0; left--) {
            UUID id = in.uuid();
            if (in.flag()) {
                before += in.zigzag();
                ids.add(new RememberedId(id, before));
            } else {
                ids.add(new RememberedId(id, -1));
            }
        }
        return ids;
    }
}
