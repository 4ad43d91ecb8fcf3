// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.mcp;

import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ListResourceTemplatesResult;
import io.modelcontextprotocol.spec.McpSchema.ListResourcesResult;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourceTemplate;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.rivulet.actors.session.Sessions;
import io.rivulet.http.route.Call;
import io.rivulet.serialization.request.Ids;
import io.rivulet.serialization.view.SessionRow;
import io.rivulet.serialization.view.ViewJson;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// Sessions as resources: `rivulet://sessions/{session_id}` reads as the session's status.
/// **Thread** any.
final class SessionResources {
    static final String SCHEME = "rivulet://sessions/";

    /// Resources on one page of the list.
    static final int PAGE = 100;

    private static final String JSON = "application/json";

    private final Sessions sessions;

    SessionResources(Sessions sessions) {
        this.sessions = sessions;
    }

    /// Newest first.
    CompletionStage<ListResourcesResult> list(String owner, @Nullable String cursor) {
        return sessions.list(owner, PAGE, cursor, null, Map.of())
                .thenApply(page -> new ListResourcesResult(
                        page.rows().stream().map(SessionResources::resource).toList(), page.next()));
    }

    private static Resource resource(SessionRow row) {
        String id = row.id().toString();
        String name = row.name();
        return Resource.builder(SCHEME + id, name == null ? id : name)
                .description(row.rows() + " rows, " + row.method() + ", " + row.state())
                .mimeType(JSON)
                .build();
    }

    static ListResourceTemplatesResult templates() {
        return new ListResourceTemplatesResult(
                List.of(ResourceTemplate.builder(SCHEME + "{session_id}", "session")
                        .title("Status of a session")
                        .description("State, method, residuals, verification and figures of one of your sessions.")
                        .mimeType(JSON)
                        .build()),
                null);
    }

    /// **Errors** [McpError] for an address that is none of these.
    CompletionStage<ReadResourceResult> read(String owner, String uri) {
        UUID session = uri.startsWith(SCHEME) ? Ids.parse(uri.substring(SCHEME.length())) : null;
        if (session == null) {
            throw McpError.RESOURCE_NOT_FOUND.apply(Call.shown(uri));
        }
        return sessions.reads()
                .status(session, owner)
                .thenApply(status -> new ReadResourceResult(List.of(new TextResourceContents(
                        uri, JSON, new String(ViewJson.status(status), StandardCharsets.UTF_8)))));
    }
}
