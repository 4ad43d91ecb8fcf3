// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.openapi;

import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.schema.EventSchemas;
import io.rivulet.serialization.schema.Schema;
import io.rivulet.serialization.schema.StatusSchemas;
import io.rivulet.serialization.schema.SwarmSchemas;
import io.rivulet.serialization.schema.WorkflowSchemas;
import java.util.Arrays;
import java.util.Map;

/// Calls about swarms, workflows, this node and its cluster.
final class ClusterOperations {
    private static final String MEMBER = "/api/v1/cluster/members/{address}";
    private static final String LEVELS = "/api/v1/log/levels";
    private static final String WORKFLOWS = "/api/v1/workflows";

    private ClusterOperations() {}

    static void addSwarms(Map<String, Operation> all) {
        all.put("POST /api/v1/swarm/join", join());
        all.put("GET /api/v1/swarm", swarm("clusterSwarm", "The nodes, and the caller's members"));
        all.put(
                "GET /api/v1/swarm/{id}",
                swarm("sessionSwarm", "The swarm of a session").takes(Story.session()));
    }

    static void addWorkflows(Map<String, Operation> all) {
        all.put("POST " + WORKFLOWS, apply());
        all.put(
                "GET " + WORKFLOWS,
                Operation.of(Tag.WORKFLOWS, "listWorkflows", "The workflows that are applied")
                        .answers(Reply.of(200, "All of the caller's", Content.json(WorkflowSchemas.list())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE));
        all.put(
                "GET " + WORKFLOWS + "/{name}",
                Operation.of(Tag.WORKFLOWS, "workflow", "One workflow, and what there is of what it asks for")
                        .takes(workflow())
                        .answers(Reply.of(200, "The workflow", Content.json(WorkflowSchemas.one())))
                        .refuses(ProblemCode.NOT_ACCEPTABLE, ProblemCode.WORKFLOW_NOT_FOUND));
        all.put(
                "DELETE " + WORKFLOWS + "/{name}",
                Operation.of(Tag.WORKFLOWS, "deleteWorkflow", "Take a workflow away")
                        .says("Sessions keep the defaults that they have taken from it.")
                        .takes(workflow())
                        .answers(Reply.of(204, "It is away, or was not there")));
        all.put(
                "GET /schemas/solver-workflow.json",
                Operation.of(Tag.WORKFLOWS, "workflowSchema", "The schema of these documents")
                        .answers(Reply.of(200, "A JSON schema", Content.json(Schema.object()))));
    }

    static void addNode(Map<String, Operation> all) {
        all.put(
                "GET /api/v1/status",
                Operation.of(Tag.NODE, "nodeStatus", "What this node is, and how it does")
                        .answers(Reply.of(200, "Its status", Content.json(StatusSchemas.node()))));
        all.put(
                "GET /metrics",
                Operation.of(Tag.NODE, "metrics", "All figures of this node, for Prometheus")
                        .answers(Reply.of(200, "The text format 0.0.4", Content.text(Content.TEXT))));
        all.put("GET /api/v1/events", events());
        addInsight(all);
        for (String path : new String[] {"/alive", "/ready", "/health", "/api/v1/health"}) {
            all.put("GET " + path, health(path));
        }
        all.put(
                "POST /api/v1/tickets",
                Operation.of(Tag.NODE, "createTicket", "A word for `?ticket=`, for browsers")
                        .says("It stands for the caller once, within 30 s, at this node.")
                        .answers(Reply.of(
                                        201,
                                        "The ticket",
                                        Content.json(Schema.object()
                                                .required("ticket", Schema.text())
                                                .required("expires_at", Schema.time())))
                                .link(SolveOperations.OPEN_SOCKET, "ticket", "$response.body#/ticket"))
                        .refuses(ProblemCode.NOT_ACCEPTABLE));
        all.put(
                "GET /problems/{code}",
                Operation.of(Tag.DOCUMENTS, "problemPage", "What to do about a problem")
                        .takes(Parameter.path(
                                "code",
                                Schema.choice(Arrays.stream(ProblemCode.values())
                                        .map(ProblemCode::wireName)
                                        .toList()),
                                "its code",
                                ProblemCode.STALE_UPDATE.wireName()))
                        .answers(Reply.of(200, "A page", Content.text(Content.HTML)))
                        .refuses(ProblemCode.ROUTE_NOT_FOUND));
    }

    private static void addInsight(Map<String, Operation> all) {
        Schema setting = Schema.object()
                .required("key", Schema.text())
                .required("value", Schema.text().says("of a secret only whether it is set"))
                .required("source", Schema.text().says("who said so: default, environment, a file, …"));
        all.put(
                "GET /api/v1/settings",
                Operation.of(Tag.NODE, "settings", "The settings of this node as they hold, and who said so")
                        .answers(Reply.of(
                                200,
                                "All of them, by key",
                                Content.json(Schema.object().required("settings", Schema.array(setting))))));
        Content levels = Content.json(Schema.object()
                .required("levels", Schema.mapOf(Schema.text()).says("of loggers that have one of their own")));
        all.put(
                "GET " + LEVELS,
                Operation.of(Tag.NODE, "logLevels", "How much the log tells")
                        .answers(Reply.of(200, "Levels by logger", levels)));
        all.put(
                "POST " + LEVELS,
                Operation.of(Tag.NODE, "setLogLevel", "Have the log tell more or less, until the process ends")
                        .takes(
                                Parameter.query(
                                                "logger",
                                                Schema.text(),
                                                "below io.rivulet or org.apache.pekko",
                                                "io.rivulet.http")
                                        .always(),
                                Parameter.query(
                                                "level",
                                                Schema.choice("OFF", "ERROR", "WARN", "INFO", "DEBUG", "TRACE", ""),
                                                "empty: the one of the start",
                                                "DEBUG")
                                        .always())
                        .answers(Reply.of(200, "Levels by logger", levels))
                        .refuses(ProblemCode.UNSUPPORTED_VALUE));
        all.put(
                "GET /api/v1/support",
                Operation.of(Tag.NODE, "supportBundle", "Everything that helps to look into trouble, as a zip file")
                        .says(
                                "Settings without secrets, status, figures, threads, the last lines of the log, and what the"
                                        + " flight recorder of the JVM has seen meanwhile. One at a time.")
                        .takes(Parameter.query(
                                "seconds",
                                Schema.whole().from(0).to(45),
                                "how long to record; 30 where it is left out",
                                0))
                        .answers(Reply.of(200, "The files", Content.bytes("application/zip")))
                        .refuses(ProblemCode.WRONG_TYPE, ProblemCode.OUT_OF_RANGE, ProblemCode.RATE_LIMITED));
        all.put(
                "GET /api/v1/backup",
                Operation.of(Tag.NODE, "backup", "A copy of the embedded database, as of one moment, while it is used")
                        .says("Unpacked into an empty data folder it is this node's. A PostgreSQL has its own tools.")
                        .answers(Reply.of(200, "A zip file", Content.bytes("application/zip")))
                        .refuses(ProblemCode.UNSUPPORTED_VALUE, ProblemCode.RATE_LIMITED));
    }

    private static Operation events() {
        return Operation.of(Tag.NODE, "events", "The cluster and the caller's sessions, as they change")
                .says("Each second, and of the list of sessions only what has changed. It counts as a stream.")
                .takes(
                        Parameter.query(
                                "lines", Schema.whole().from(1), "after so many lines it ends; else it goes on", 3),
                        SolveOperations.ticket())
                .answers(Reply.of(
                        200,
                        "Lines, until the caller leaves or, as any stream, for an hour",
                        Content.lines(EventSchemas.any()),
                        Content.events(EventSchemas.any())))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.WRONG_TYPE,
                        ProblemCode.OUT_OF_RANGE,
                        ProblemCode.TOO_MANY_STREAMS,
                        ProblemCode.DRAINING);
    }

    /// What nodes do not survive.
    static void addEnds(Map<String, Operation> all) {
        all.put("POST " + MEMBER + "/leave", member("leave", "Have a member leave in order"));
        all.put("POST " + MEMBER + "/down", member("down", "Remove a member at once"));
        all.put(
                "POST /api/v1/cluster/drain",
                Operation.of(Tag.NODE, "drain", "Have this node leave, as on SIGTERM")
                        .answers(accepted()));
    }

    private static Operation join() {
        return Operation.of(Tag.SWARM, "join", "Become a member of a session's swarm")
                .says("The same join again, a `ping` over the socket, or a report is a heartbeat.")
                .reads(Content.json(
                        SwarmSchemas.join(),
                        new Example("reporter", "One that will report costs", Story.join(), 200),
                        new Example("nobody", "A member has a name", Story.object("roles", Story.ROLES), 422)))
                .answers(Reply.of(200, "It is a member", Content.json(SwarmSchemas.joined())))
                .refuses(
                        ProblemCode.NOT_ACCEPTABLE,
                        ProblemCode.SESSION_NOT_FOUND,
                        ProblemCode.FORBIDDEN,
                        ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation swarm(String id, String summary) {
        return Operation.of(Tag.SWARM, id, summary)
                .answers(Reply.of(200, "Its members and their links", Content.json(SwarmSchemas.swarm())))
                .refuses(ProblemCode.NOT_ACCEPTABLE);
    }

    private static Parameter workflow() {
        return Parameter.path("name", Schema.text(), "its `metadata.name`", Story.WORKFLOW);
    }

    private static Operation apply() {
        return Operation.of(Tag.WORKFLOWS, "applyWorkflow", "Apply a SolverWorkflow")
                .says("Under its `metadata.name`, in place of the one that was there.")
                .reads(
                        Content.json(
                                WorkflowSchemas.document(),
                                new Example("json", "Sessions on a ring", Story.workflow(), 201)),
                        Content.text(
                                "application/yaml",
                                new Example("yaml", "The same name again, with more", Story.WORKFLOW_YAML, 200)),
                        Content.text("application/x-yaml"))
                .answers(
                        Reply.of(201, "It is applied", Content.json(WorkflowSchemas.one()))
                                .with(Headers.LOCATION),
                        Reply.of(200, "It has taken the place of another", Content.json(WorkflowSchemas.one())))
                .refuses(ProblemCode.NOT_ACCEPTABLE);
    }

    private static Operation health(String path) {
        Schema health = Schema.object()
                .required("status", Schema.choice("up"))
                .required("checks", Schema.mapOf(Schema.text()).says("each by its name"));
        Operation operation = Operation.of(
                        Tag.NODE,
                        switch (path) {
                            case "/alive" -> "alive";
                            case "/ready" -> "ready";
                            case "/health" -> "health";
                            default -> "apiHealth";
                        },
                        path.equals("/alive") ? "Whether the process answers" : "Whether this node takes work")
                .answers(Reply.of(200, "It does", Content.json(health)));
        return path.equals("/alive")
                ? operation
                : operation.refuses(
                        ProblemCode.DRAINING, ProblemCode.CAPACITY_EXCEEDED, ProblemCode.STORAGE_UNAVAILABLE);
    }

    private static Operation member(String id, String summary) {
        return Operation.of(Tag.NODE, id, summary)
                .takes(Parameter.path(
                        "address", Schema.text(), "host:port, or the name, as in `members` of the status"))
                .answers(accepted())
                .refuses(ProblemCode.UNSUPPORTED_VALUE, ProblemCode.CAPACITY_EXCEEDED);
    }

    private static Reply accepted() {
        return Reply.of(
                202,
                "It is under way; `GET /api/v1/status` tells how far",
                Content.json(Schema.object()
                        .required("accepted", Schema.truth())
                        .required("node", Schema.text())
                        .required("address", Schema.text())
                        .required("state", Schema.text())));
    }
}
