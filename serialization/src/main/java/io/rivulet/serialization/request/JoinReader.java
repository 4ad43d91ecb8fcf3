// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import io.rivulet.serialization.event.MemberRole;
import io.rivulet.serialization.event.SwarmMember;
import io.rivulet.serialization.json.Json;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads `{node_id, session_id?, roles[], capabilities[]?, version?}`, a body or a frame of type `join`.
/// **Thread** any.   **Errors** [io.rivulet.serialization.problem.RivuletException].
public final class JoinReader {
    private static final int LONGEST_CHOICE = 100;
    private static final String ROLES = "Roles are reporter, verifier and solver.";

    private final JsonCursor c;
    private @Nullable String nodeId;
    private @Nullable UUID sessionId;
    private final Set<MemberRole> roles = EnumSet.noneOf(MemberRole.class);
    private final List<String> capabilities = new ArrayList<>();
    private String version = "";

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
                case "id" -> c.text(LONGEST_CHOICE);
                case "node_id" -> nodeId = nodeId(c);
                case "session_id" -> sessionId = c.uuid();
                case "roles" -> readRoles();
                case "capabilities" -> readCapabilities();
                case "version" -> version = c.text(SwarmMember.LONGEST_WORD);
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
        return new JoinRequest(
                new SwarmMember(name, List.copyOf(roles), 0, capabilities, version), sessionId, c.warnings.list());
    }

    /// Any storable text that is not empty.
    static String nodeId(JsonCursor c) throws IOException {
        String id = c.text(SwarmMember.LONGEST_ID);
        if (id.isBlank()) {
            throw c.fault(ProblemCode.OUT_OF_RANGE, "node_id is empty, it must have a character at least");
        }
        return id;
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
