// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.event;

import io.rivulet.serialization.event.SessionEvent.VotersChanged;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/// Voters and votes as bytes: inside events, and what a vote's signature is about.
/// **Thread** any.
public final class VoteCodec {
    private static final String STATEMENT = "rivulet/vote/1";
    private static final String REMOVAL = "rivulet/removal/1";
    private static final HexFormat HEX = HexFormat.of();

    private VoteCodec() {}

    /// What is signed: all of the vote but the signature, under a name that no other signed thing has.
    public static byte[] statement(VoteSubject subject, CastVote vote) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            out.text(STATEMENT);
            writeSubject(out, subject);
            writeUnsigned(out, vote);
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    /// What is signed by `by`, a voter of `epoch`: that this other voter is gone, as far as it sees.
    public static byte[] removal(UUID session, long epoch, Voter gone, String by) {
        try {
            LittleEndianWriter out = LittleEndianWriter.toMemory();
            out.text(REMOVAL);
            out.uuid(session);
            out.i64(epoch);
            out.text(gone.name());
            out.text(gone.publicKey());
            out.text(by);
            return out.finish();
        } catch (IOException e) {
            throw new UncheckedIOException("memory refused bytes", e);
        }
    }

    private static void writeSubject(LittleEndianWriter out, VoteSubject subject) throws IOException {
        out.uuid(subject.session());
        out.i64(subject.epoch());
        out.i64(subject.revision());
        out.text(subject.digest());
        out.text(subject.strategy());
        out.f64(subject.relativeTolerance());
        out.f64(subject.absoluteTolerance());
    }

    private static void writeUnsigned(LittleEndianWriter out, CastVote vote) throws IOException {
        out.text(vote.voter());
        out.flag(vote.verified());
        out.f64(vote.relativeResidual());
        out.i64(vote.seed());
    }

    static void writePoll(LittleEndianWriter out, RecordedPoll poll) throws IOException {
        writeSubject(out, poll.subject());
        out.varint(poll.votes().size());
        for (CastVote vote : poll.votes()) {
            writeUnsigned(out, vote);
            writeHex(out, vote.signature());
        }
    }

    static RecordedPoll readPoll(LittleEndianReader in) throws IOException {
        var subject = new VoteSubject(in.uuid(), in.i64(), in.i64(), in.text(), in.text(), in.f64(), in.f64());
        List<CastVote> votes = new ArrayList<>();
        for (int left = in.count(20); left > 0; left--) {
            votes.add(new CastVote(in.text(), in.flag(), in.f64(), in.i64(), readHex(in)));
        }
        return new RecordedPoll(subject, votes);
    }

    static void writeVoters(LittleEndianWriter out, VotersChanged e, boolean withRemovals) throws IOException {
        out.i64(e.epoch());
        writeVoters(out, e.voters());
        writeVoters(out, e.excluded());
        out.varint(e.evidence().size());
        for (RecordedPoll poll : e.evidence()) {
            writePoll(out, poll);
        }
        if (withRemovals) {
            out.varint(e.removals().size());
            for (VoterRemoval removal : e.removals()) {
                writeVoters(out, List.of(removal.voter()));
                out.varint(removal.consents().size());
                for (VoterRemoval.Consent consent : removal.consents()) {
                    out.text(consent.by());
                    writeHex(out, consent.signature());
                }
            }
        }
        out.i64(e.seqReservedTo());
    }

    static VotersChanged readVoters(LittleEndianReader in, boolean withRemovals) throws IOException {
        long epoch = in.i64();
        List<Voter> voters = readVoterList(in);
        List<Voter> excluded = readVoterList(in);
        List<RecordedPoll> evidence = new ArrayList<>();
        for (int left = in.count(60); left > 0; left--) {
            evidence.add(readPoll(in));
        }
        List<VoterRemoval> removals = new ArrayList<>();
        for (int left = withRemovals ? in.count(4) : 0; left > 0; left--) {
            Voter gone = readVoterList(in).getFirst();
            List<VoterRemoval.Consent> consents = new ArrayList<>();
            for (int more = in.count(2); more > 0; more--) {
                consents.add(new VoterRemoval.Consent(in.text(), readHex(in)));
            }
            removals.add(new VoterRemoval(gone, consents));
        }
        return new VotersChanged(epoch, voters, excluded, evidence, removals, in.i64());
    }

    private static void writeVoters(LittleEndianWriter out, List<Voter> voters) throws IOException {
        out.varint(voters.size());
        for (Voter voter : voters) {
            out.text(voter.name());
            writeHex(out, voter.publicKey());
        }
    }

    private static List<Voter> readVoterList(LittleEndianReader in) throws IOException {
        List<Voter> voters = new ArrayList<>();
        for (int left = in.count(2); left > 0; left--) {
            voters.add(new Voter(in.text(), readHex(in)));
        }
        return voters;
    }

    private static void writeHex(LittleEndianWriter out, String hex) throws IOException {
        byte[] bytes = HEX.parseHex(hex);
        out.varint(bytes.length);
        for (byte each : bytes) {
            out.u8(each & 0xFF);
        }
    }

    private static String readHex(LittleEndianReader in) throws IOException {
        byte[] bytes = new byte[in.count(1)];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) in.u8();
        }
        return HEX.formatHex(bytes);
    }
}
