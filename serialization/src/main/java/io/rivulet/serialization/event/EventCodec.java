// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.serialization.event.SessionEvent.Closed;
import io.rivulet.serialization.event.SessionEvent.CorrectionApplied;
import io.rivulet.serialization.event.SessionEvent.CostsApplied;
import io.rivulet.serialization.event.SessionEvent.CostsReported;
import io.rivulet.serialization.event.SessionEvent.MatrixRebased;
import io.rivulet.serialization.event.SessionEvent.MembersChanged;
import io.rivulet.serialization.event.SessionEvent.SessionOpened;
import io.rivulet.serialization.event.SessionEvent.SettingChanged;
import io.rivulet.serialization.event.SessionEvent.SolutionCheckpointed;
import io.rivulet.serialization.event.SessionEvent.Taken;
import io.rivulet.serialization.event.SessionEvent.VerificationRecorded;
import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import io.rivulet.serialization.event.SessionSnapshot.Rebase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The stored form of events: little-endian, a CRC-32C at the end. The manifest names kind and version, the first
/// byte repeats the kind. A version, once written, is read for ever.
/// **Thread** any.   **Errors** bytes that can't be read throw [CodecException].
public final class EventCodec {
    /// The most that one batch of updates should take; whoever makes batches keeps to it by [#sizeOf].
    public static final int MAX_BATCH_BYTES = 256 << 10;

    private static final String OPENED = "session/opened/";
    private static final String OPENED_1 = OPENED + 1;
    /// Of a session on an uploaded matrix.
    private static final String OPENED_2 = OPENED + 2;
    /// Of a fork.
    private static final String OPENED_3 = OPENED + 3;
    /// Of a session that is solved in parts.
    private static final String OPENED_4 = OPENED + 4;
    /// With what members of a swarm do for it.
    private static final String OPENED_5 = OPENED + 5;
    /// With how many replicas race for it.
    private static final String OPENED_6 = OPENED + 6;
    /// With what its slow followers are not told.
    private static final String OPENED_7 = OPENED + 7;
    /// With what it has from a workflow.
    private static final String OPENED_8 = OPENED + 8;
    /// With how it is watched.
    private static final String OPENED_9 = OPENED + 9;
    private static final String TAKEN_1 = "session/taken/1";
    private static final String COSTS_APPLIED_1 = "session/costs-applied/1";
    /// With how far they may go.
    private static final String COSTS_APPLIED_2 = "session/costs-applied/2";
    private static final String MATRIX_REBASED_1 = "session/matrix-rebased/1";
    private static final String SOLUTION_CHECKPOINTED_1 = "session/solution-checkpointed/1";
    private static final String VERIFICATION_RECORDED_1 = "session/verification-recorded/1";
    /// With the votes behind it.
    private static final String VERIFICATION_RECORDED_2 = "session/verification-recorded/2";
    private static final String VOTERS_CHANGED_1 = "session/voters-changed/1";
    /// With what lets silent ones leave.
    private static final String VOTERS_CHANGED_2 = "session/voters-changed/2";
    private static final String CORRECTION_APPLIED_1 = "session/correction-applied/1";
    private static final String SETTING_CHANGED_1 = "session/setting-changed/1";
    private static final String CLOSED_1 = "session/closed/1";
    private static final String MEMBERS_CHANGED_1 = "session/members-changed/1";
    /// With a key of some of them.
    private static final String MEMBERS_CHANGED_2 = "session/members-changed/2";
    private static final String COSTS_REPORTED_1 = "session/costs-reported/1";

    private EventCodec() {}

    public static String manifest(SessionEvent event) {
        return switch (event) {
            case SessionOpened e -> OPENED + openedVersion(e);
            case Taken _ -> TAKEN_1;
            case CostsApplied e -> CostsAppliedCodec.hasDepths(e) ? COSTS_APPLIED_2 : COSTS_APPLIED_1;
            case MatrixRebased _ -> MATRIX_REBASED_1;
            case SolutionCheckpointed _ -> SOLUTION_CHECKPOINTED_1;
            case VerificationRecorded e -> e.poll() == null ? VERIFICATION_RECORDED_1 : VERIFICATION_RECORDED_2;
            case VotersChanged e -> e.removals().isEmpty() ? VOTERS_CHANGED_1 : VOTERS_CHANGED_2;
            case CorrectionApplied _ -> CORRECTION_APPLIED_1;
            case SettingChanged _ -> SETTING_CHANGED_1;
            case Closed _ -> CLOSED_1;
            case MembersChanged e -> SwarmCodec.withKeys(e.members()) ? MEMBERS_CHANGED_2 : MEMBERS_CHANGED_1;
            case CostsReported _ -> COSTS_REPORTED_1;
        };
    }

    /// Upper bound of the bytes that one update adds to a `CostsApplied`.
    public static long sizeOf(IdentifiedUpdate update) {
        return CostsAppliedCodec.sizeOf(update);
    }

    public static byte[] encode(SessionEvent event) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            out.u8(kind(event));
            switch (event) {
                case SessionOpened e -> writeOpened(out, e);
                case Taken e -> {
                    out.i64(e.incarnation());
                    out.text(e.node());
                    out.i64(e.seqReservedTo());
                }
                case CostsApplied e -> CostsAppliedCodec.write(out, e, CostsAppliedCodec.hasDepths(e));
                case MatrixRebased e -> {
                    out.text(e.hash());
                    out.flag(e.whole());
                    out.i64(e.throughRevision());
                    out.i64(e.seqReservedTo());
                }
                case SolutionCheckpointed e -> {
                    out.u8(e.slot());
                    out.text(e.digest());
                    out.i64(e.revision());
                    out.i64(e.seqReservedTo());
                }
                case VerificationRecorded e -> writeVerification(out, e);
                case VotersChanged e ->
                    VoteCodec.writeVoters(out, e, !e.removals().isEmpty());
                case CorrectionApplied e -> writeCorrection(out, e);
                case SettingChanged e -> {
                    out.text(e.setting());
                    out.f64(e.value());
                    out.i64(e.seqReservedTo());
                }
                case Closed e -> writeClosed(out, e);
                case MembersChanged e -> SwarmCodec.write(out, e);
                case CostsReported e -> SwarmCodec.write(out, e);
            }
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    public static SessionEvent decode(String manifest, byte[] bytes) {
        try {
            LittleEndianReader in = LittleEndianReader.of(bytes);
            int kind = in.u8();
            SessionEvent event = switch (manifest) {
                case OPENED_1 -> readOpened(in, 1);
                case OPENED_2 -> readOpened(in, 2);
                case OPENED_3 -> readOpened(in, 3);
                case OPENED_4 -> readOpened(in, 4);
                case OPENED_5 -> readOpened(in, 5);
                case OPENED_6 -> readOpened(in, 6);
                case OPENED_7 -> readOpened(in, 7);
                case OPENED_8 -> readOpened(in, 8);
                case OPENED_9 -> readOpened(in, 9);
                case TAKEN_1 -> new Taken(in.i64(), in.text(), in.i64());
                case COSTS_APPLIED_1 -> CostsAppliedCodec.read(in, false);
                case COSTS_APPLIED_2 -> CostsAppliedCodec.read(in, true);
                case MATRIX_REBASED_1 -> new MatrixRebased(in.text(), in.flag(), in.i64(), in.i64());
                case SOLUTION_CHECKPOINTED_1 -> new SolutionCheckpointed(in.u8(), in.text(), in.i64(), in.i64());
                case VERIFICATION_RECORDED_1 -> readVerification(in, false);
                case VERIFICATION_RECORDED_2 -> readVerification(in, true);
                case VOTERS_CHANGED_1 -> VoteCodec.readVoters(in, false);
                case VOTERS_CHANGED_2 -> VoteCodec.readVoters(in, true);
                case CORRECTION_APPLIED_1 -> readCorrection(in);
                case SETTING_CHANGED_1 -> new SettingChanged(in.text(), in.f64(), in.i64());
                case CLOSED_1 -> readClosed(in);
                case MEMBERS_CHANGED_1 -> SwarmCodec.readMembersChanged(in, false);
                case MEMBERS_CHANGED_2 -> SwarmCodec.readMembersChanged(in, true);
                case COSTS_REPORTED_1 -> SwarmCodec.readCostsReported(in);
                default -> throw new CodecException("unknown event " + manifest);
            };
            if (kind != kind(event)) {
                throw new CodecException("bytes of kind " + kind + " under " + manifest);
            }
            in.finish();
            return event;
        } catch (IOException | IllegalArgumentException e) {
            throw new CodecException("unreadable " + manifest, e);
        }
    }

    private static int kind(SessionEvent event) {
        return switch (event) {
            case SessionOpened _ -> 1;
            case Taken _ -> 2;
            case CostsApplied _ -> 3;
            case MatrixRebased _ -> 4;
            case SolutionCheckpointed _ -> 5;
            case VerificationRecorded _ -> 6;
            case SettingChanged _ -> 7;
            case Closed _ -> 8;
            case VotersChanged _ -> 9;
            case CorrectionApplied _ -> 10;
            case MembersChanged _ -> 11;
            case CostsReported _ -> 12;
        };
    }

    static void writeOpened(LittleEndianWriter out, SessionOpened e) throws IOException {
        out.text(e.owner());
        out.i64(e.createdAtMillis());
        out.text(e.problem().hash());
        out.i32(e.problem().rows());
        out.i32(e.problem().nnz());
        SettingsCodec.write(out, e.settings());
        out.text(e.method());
        out.text(e.preconditioner());
        out.text(e.reason());
        out.varint(e.warnings().size());
        for (String warning : e.warnings()) {
            out.text(warning);
        }
        out.nullableText(e.initialGuess());
        out.text(e.tokenSecret());
        out.i64(e.seqReservedTo());
        String matrix = e.problem().matrix();
        SessionEvent.Fork fork = e.fork();
        int version = openedVersion(e);
        if (version >= 4) {
            SettingsCodec.writeParts(out, e.settings().swarm());
            if (version >= 5) {
                SettingsCodec.writeSwarm(out, e.settings());
            }
            if (version >= 6) {
                SettingsCodec.writeReplicas(out, e.settings());
            }
            if (version >= 7) {
                SettingsCodec.writeStream(out, e.settings());
            }
            if (version >= 8) {
                SettingsCodec.writeInherited(out, e.settings());
            }
            if (version >= 9) {
                SettingsCodec.writeMonitoring(out, e.settings());
            }
            out.flag(fork != null);
        }
        if (fork != null) {
            out.nullableText(matrix);
            out.uuid(fork.of());
            out.i64(fork.revision());
            writeRebases(out, fork.rebases());
        } else if (version >= 4) {
            out.nullableText(matrix);
        } else if (matrix != null) {
            out.text(matrix);
        }
    }

    /// The version of its form: later ones only where there is what they were made for.
    static int openedVersion(SessionOpened e) {
        if (SettingsCodec.needsMonitoring(e.settings())) {
            return 9;
        }
        if (SettingsCodec.needsInherited(e.settings())) {
            return 8;
        }
        if (SettingsCodec.needsStream(e.settings())) {
            return 7;
        }
        if (SettingsCodec.needsReplicas(e.settings())) {
            return 6;
        }
        if (SettingsCodec.needsSwarm(e.settings())) {
            return 5;
        }
        return e.settings().swarm().partitions() > 0
                ? 4
                : e.fork() != null ? 3 : e.problem().matrix() != null ? 2 : 1;
    }

    static void writeRebases(LittleEndianWriter out, List<Rebase> rebases) throws IOException {
        out.varint(rebases.size());
        for (Rebase rebase : rebases) {
            out.text(rebase.hash());
            out.flag(rebase.whole());
            out.i64(rebase.throughRevision());
        }
    }

    static List<Rebase> readRebases(LittleEndianReader in) throws IOException {
        List<Rebase> rebases = new ArrayList<>();
        for (int left = in.count(10); left > 0; left--) {
            rebases.add(new Rebase(in.text(), in.flag(), in.i64()));
        }
        return rebases;
    }

    /// @param version 2: the hash of an uploaded matrix follows; 3: perhaps one, and where the session comes from;
    /// 4: how many parts, perhaps what 3 has; 5: and what the swarm does; 6: and how many replicas race;
    /// 7: and what slow followers are not told; 8: and what it has from a workflow;
    /// 9: and how it is watched
    static SessionOpened readOpened(LittleEndianReader in, int version) throws IOException {
        String owner = in.text();
        long createdAtMillis = in.i64();
        String hash = in.text();
        int rows = in.i32();
        int nnz = in.i32();
        SessionSettings settings = SettingsCodec.read(in);
        String method = in.text();
        String preconditioner = in.text();
        String reason = in.text();
        List<String> warnings = new ArrayList<>();
        for (int left = in.count(1); left > 0; left--) {
            warnings.add(in.text());
        }
        @Nullable String initialGuess = in.nullableText();
        String tokenSecret = in.text();
        long seqReservedTo = in.i64();
        boolean forked = version == 3;
        if (version >= 4) {
            settings = SettingsCodec.readParts(in, settings);
            if (version >= 5) {
                settings = SettingsCodec.readSwarm(in, settings);
            }
            if (version >= 6) {
                settings = SettingsCodec.readReplicas(in, settings);
            }
            if (version >= 7) {
                settings = SettingsCodec.readStream(in, settings);
            }
            if (version >= 8) {
                settings = SettingsCodec.readInherited(in, settings);
            }
            if (version >= 9) {
                settings = SettingsCodec.readMonitoring(in, settings);
            }
            forked = in.flag();
        }
        @Nullable
        String matrix = switch (version) {
            case 1 -> null;
            case 2 -> in.text();
            default -> in.nullableText();
        };
        SessionEvent.@Nullable Fork fork = !forked ? null : new SessionEvent.Fork(in.uuid(), in.i64(), readRebases(in));
        return new SessionOpened(
                owner,
                createdAtMillis,
                new ProblemRef(hash, rows, nnz, matrix),
                settings,
                method,
                preconditioner,
                reason,
                warnings,
                initialGuess,
                tokenSecret,
                seqReservedTo,
                fork);
    }

    static void writeVerification(LittleEndianWriter out, VerificationRecorded e) throws IOException {
        out.i64(e.revision());
        out.text(e.strategy());
        out.flag(e.verified());
        out.f64(e.relativeResidual());
        out.i64(e.seqReservedTo());
        RecordedPoll poll = e.poll();
        if (poll != null) {
            VoteCodec.writePoll(out, poll);
        }
    }

    static VerificationRecorded readVerification(LittleEndianReader in, boolean withPoll) throws IOException {
        return new VerificationRecorded(
                in.i64(), in.text(), in.flag(), in.f64(), in.i64(), withPoll ? VoteCodec.readPoll(in) : null);
    }

    static void writeCorrection(LittleEndianWriter out, CorrectionApplied e) throws IOException {
        out.i64(e.revision());
        out.text(e.trigger());
        out.f64(e.severity());
        out.text(e.action());
        out.i64(e.seqReservedTo());
    }

    static CorrectionApplied readCorrection(LittleEndianReader in) throws IOException {
        return new CorrectionApplied(in.i64(), in.text(), in.f64(), in.text(), in.i64());
    }

    static void writeClosed(LittleEndianWriter out, Closed e) throws IOException {
        out.text(e.reason());
        out.i64(e.atMillis());
        out.i64(e.seqReservedTo());
    }

    static Closed readClosed(LittleEndianReader in) throws IOException {
        return new Closed(in.text(), in.i64(), in.i64());
    }
}
