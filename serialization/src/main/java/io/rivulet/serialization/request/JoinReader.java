// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.event.VotingKeys;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads `{node_id, session_id?, roles[], capabilities[]?, version?, public_key?}`, a body or a frame of type `join`.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class JoinReader {
    private static final int LONGEST_CHOICE = 100;
    private static final String ROLES = "Roles are reporter, verifier and solver.";

    private static final String NO_VOTE =
            "no_vote: a verifier or solver votes under its key; send it as public_key, or it is a member without a vote";

    private static final String UNUSED_KEY =
            "no_vote: public_key is not used without the role verifier or solver; a reporter has no vote";

    /// Base64 of an X.509 form, and room for padding.
    private static final int LONGEST_KEY = 64;

    private final JsonCursor c;
    private @Nullable String nodeId;
    private @Nullable UUID sessionId;
    private final Set<MemberRole> roles = EnumSet.noneOf(MemberRole.class);
    private final List<String> capabilities = new ArrayList<>();
    private String version = "";
    private @Nullable String publicKey;

    private JoinReader(JsonCursor c) {
        this.c = c;
    }

    public static JoinRequest read(byte[] json) {
        return JsonCursor.parse(() -> Json.FACTORY.createParser(json), cursor -> new JoinReader(cursor).read());
    }

    private JoinRequest read() throws IOException {
        c.document(field -> {
            switch (field) {
                case "type" -> {
                    if (!c.text(LONGEST_CHOICE).equals("join")) {
                        throw c.unsupported("this type", "Who joins sends the type join, or none.");
                    }
                }
                case "id" -> Frame.id(c);
                case "node_id" -> nodeId = nodeId(c);
                case "session_id" -> sessionId = c.uuid();
                case "roles" -> readRoles();
                case "capabilities" -> readCapabilities();
                case "version" -> version = c.text(SwarmMember.LONGEST_WORD);
                case "public_key" -> publicKey = publicKey();
                default -> c.unknown();
            }
        });
        String name = nodeId;
        if (name == null) {
            throw missing("node_id");
        }
        if (roles.isEmpty()) {
            throw missing("roles");
        }
        boolean voting = roles.stream().anyMatch(MemberRole::votes);
        if (voting != (publicKey != null)) {
            c.warnings.add(voting ? NO_VOTE : UNUSED_KEY);
        }
        return new JoinRequest(
                new SwarmMember(name, List.copyOf(roles), 0, capabilities, version, voting ? publicKey : null),
                sessionId,
                c.warnings.list());
    }

    /// Any storable text that is not empty.
    static String nodeId(JsonCursor c) throws IOException {
        String id = c.text(SwarmMember.LONGEST_ID);
        if (id.isBlank()) {
            throw c.fault(ProblemCode.OUT_OF_RANGE, "node_id is empty, it must have a character at least");
        }
        return id;
    }

    private String publicKey() throws IOException {
        byte[] given = Base64Url.read(c, LONGEST_KEY);
        try {
            String hex = HexFormat.of().formatHex(VotingKeys.raw(given));
            if (VotingKeys.isKey(hex)) {
                return hex;
            }
        } catch (IllegalArgumentException wrongSize) {
            throw noKey(wrongSize.getMessage() + " or their X.509 form");
        }
        throw noKey("no point of the curve that one party alone can sign for");
    }

    private RuntimeException noKey(String why) {
        return Problem.of(ProblemCode.UNSUPPORTED_VALUE, c.pointer() + " is no Ed25519 key: " + why)
                .at(c.pointer())
                .hint("Send the 32 bytes of an Ed25519 public key (RFC 8032), or its X.509 form, in base64url.")
                .exception();
    }

    private void readRoles() throws IOException {
        for (boolean more = c.enterArray(); more; more = c.nextInArray()) {
            String name = c.text(LONGEST_CHOICE);
            roles.add(MemberRole.of(name).orElseThrow(() -> c.unsupported("role \"" + name + "\"", ROLES)));
        }
    }

    private void readCapabilities() throws IOException {
        for (boolean more = c.enterArray(); more; more = c.nextInArray()) {
            if (capabilities.size() >= SwarmMember.CAPABILITIES) {
                throw c.fault(
                        ProblemCode.OUT_OF_RANGE, "there are more than " + SwarmMember.CAPABILITIES + " capabilities");
            }
            capabilities.add(c.text(SwarmMember.LONGEST_WORD));
        }
    }

    private static RuntimeException missing(String field) {
        return Problem.of(ProblemCode.MISSING_FIELD, "the field " + field + " is missing")
                .at("/" + field)
                .hint("Send node_id and roles. " + ROLES)
                .exception();
    }
}
