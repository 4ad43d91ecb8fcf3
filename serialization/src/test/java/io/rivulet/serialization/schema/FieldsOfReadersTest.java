// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.schema;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rivulet.numerics.solve.Method;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.CommandReader;
import io.rivulet.serialization.request.CostRequestReader;
import io.rivulet.serialization.request.EntriesQuestion;
import io.rivulet.serialization.request.ForkReader;
import io.rivulet.serialization.request.JoinReader;
import io.rivulet.serialization.request.MatrixRequest;
import io.rivulet.serialization.request.PageQuestion;
import io.rivulet.serialization.request.PingReader;
import io.rivulet.serialization.request.ProbeVoteReader;
import io.rivulet.serialization.request.RequestLimits;
import io.rivulet.serialization.request.SolveRequestReader;
import io.rivulet.serialization.request.StatusQuestion;
import io.rivulet.serialization.request.Subscription;
import io.rivulet.serialization.request.VerifyRequestReader;
import io.rivulet.serialization.request.WhatIfReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// A reader takes the fields and the choices that its schema names, and no others. Tried are all words that stand in
/// the
/// readers' code: a field or a choice that a reader compares with is among them.
class FieldsOfReadersTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "6f1c7b1e-0f43-4d7c-9a54-0f7f6a9f6f10";
    private static final String SPARSE = "{'indices':[],'values':[]}";
    private static final String SYSTEM =
            "'matrix':{'rows':2,'cols':2,'data':{'dense':[[2,1],[1,2]]}},'vector':" + SPARSE;
    private static final String GALLERY = "'matrix':{'data':{'gallery':{'name':'poisson2d','nx':2,'ny':2}}}";
    private static final String OPTIONS =
            "'options':{'stream':{},'verification':{},'convergence':{}},'flow_nexus':{},'labels':{}";
    private static final String CHANGE = "'delta_costs':" + SPARSE + ",'set_costs':" + SPARSE
            + ",'matrix_updates':[{'row':0,'col':0,'new_value':1}]";
    private static final String SESSION = "'session_id':'" + ID + "'";
    private static final String REPORT =
            "'node_id':'n','local_costs':{'indices':[0],'values':[1]},'computation_confidence':1";

    /// What is read as the frame around a message, by every reader of frames.
    private static final Set<String> FRAME = Set.of("id");
    /// And what tools are not told of.
    private static final Set<String> OF_TOOLS = Set.of("id", "type");

    /// No field of any reader takes it, and whoever skips a field skips it.
    private static final String NONSENSE = "[[{}]]";

    interface Reader {
        void read(byte[] json) throws IOException;
    }

    private static final Reader COST = json -> CostRequestReader.readAny(json, 0, json.length);
    private static final Reader CALL = CostRequestReader::readCall;
    private static final List<Reader> COSTS = List.of(COST, CALL);

    static Stream<Arguments> readers() {
        RequestLimits limits = RequestLimits.DEFAULTS;
        return Stream.of(
                reader(
                        "solve",
                        BodySchemas.solve(),
                        json -> SolveRequestReader.read(new ByteArrayInputStream(json), limits),
                        "{" + SYSTEM + "," + OPTIONS + "}",
                        "{" + GALLERY + "}"),
                reader(
                        "tool: solveStream",
                        RequestSchemas.solveStream(),
                        json -> SolveRequestReader.readStreamCall(new ByteArrayInputStream(json), limits),
                        "{" + SYSTEM + "," + OPTIONS + ",'stream_options':{}}",
                        "{" + GALLERY + "}"),
                reader(
                        "verify",
                        BodySchemas.verify(),
                        json -> VerifyRequestReader.read(new ByteArrayInputStream(json), limits),
                        "{" + SESSION + "}",
                        "{" + SYSTEM + ",'solution':" + SPARSE + "}",
                        "{" + GALLERY + ",'vector':[1,1,1,1],'solution':[1,1,1,1]}"),
                reader("cost_update", BodySchemas.costUpdate(), COST, "{" + SESSION + "," + CHANGE + "}"),
                reader("tool: call", RequestSchemas.costUpdate(), CALL, "{" + SESSION + "," + CHANGE + "}"),
                reader(
                        "cost_report",
                        SwarmSchemas.report(),
                        COST,
                        "{'type':'cost_report'," + SESSION + "," + REPORT + "}"),
                reader("what-if", SessionSchemas.whatIf(), WhatIfReader::read, "{" + CHANGE + "}"),
                reader(
                        "fork",
                        SessionSchemas.fork(),
                        json -> ForkReader.read(json, limits),
                        "{'options':{'stream':{},'verification':{},'convergence':{}}}"),
                reader(
                        "command",
                        SessionSchemas.command(),
                        json -> CommandReader.read(new ByteArrayInputStream(json)),
                        "{'command':'pause'}"),
                reader("join", SwarmSchemas.join(), JoinReader::read, "{'node_id':'n','roles':['reporter']}"),
                reader("probe_vote", SwarmSchemas.vote(), ProbeVoteReader::read, "{'task':'t','verdict':'unable'}"),
                reader(
                        "subscribe",
                        FrameSchemas.sent().get("subscribe").without("type"),
                        Subscription::read,
                        "{" + SESSION + "}"),
                reader("ping", FrameSchemas.sent().get("ping").without("type"), PingReader::read, "{}"),
                reader("tool: entries", RequestSchemas.entries(), EntriesQuestion::read, "{" + SESSION + ",'index':0}"),
                reader("tool: status", RequestSchemas.status(), StatusQuestion::read, "{" + SESSION + "}"),
                reader("tool: page", RequestSchemas.page(), PageQuestion::read, "{}"),
                reader(
                        "tool: matrix",
                        RequestSchemas.matrix(),
                        json -> MatrixRequest.read(new ByteArrayInputStream(json), limits),
                        "{'matrix':{'rows':2,'cols':2,'data':{'dense':[[2,1],[1,2]]}}}",
                        "{" + GALLERY + "}"));
    }

    /// @param documents that the reader takes, and that have between them an object wherever the schema has one
    private static Arguments reader(String name, Schema schema, Reader reader, String... documents) {
        return Arguments.of(
                name,
                schema,
                reader,
                Stream.of(documents).map(text -> text.replace('\'', '"')).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void aReaderTakesTheFieldsOfItsSchemaAndNoOthers(String name, Schema schema, Reader reader, List<String> documents)
            throws Exception {
        for (Place place : places(JSON.valueToTree(schema.map()), "")) {
            ObjectNode document = having(place, documents, reader);
            Set<String> named = new TreeSet<>();
            place.schema().path("properties").fieldNames().forEachRemaining(named::add);
            Set<String> taken = new TreeSet<>();
            Set<String> all = words();
            all.addAll(named);
            for (String word : all) {
                Problem fault = fault(reader, with(document, place, word, JSON.readTree(NONSENSE)));
                if (fault != null && !isAbout(fault, place.pointer() + "/" + word)) {
                    taken.add(word);
                }
            }
            if (place.pointer().isEmpty()) {
                Set<String> around = name.startsWith("tool: ") ? OF_TOOLS : FRAME;
                taken.removeAll(around);
                named.removeAll(around);
                taken.removeAll(ofTheOtherMessage(reader, named));
            }
            assertThat(taken).as(name + " at " + place.pointer()).isEqualTo(named);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("readers")
    void aReaderTakesTheChoicesOfItsSchemaAndNoOthers(String name, Schema schema, Reader reader, List<String> documents)
            throws Exception {
        for (Place place : places(JSON.valueToTree(schema.map()), "")) {
            ObjectNode document = having(place, documents, reader);
            for (var property : place.schema().path("properties").properties()) {
                boolean list = property.getValue().has("items");
                JsonNode choices = (list ? property.getValue().get("items") : property.getValue()).path("enum");
                String field = property.getKey();
                // A label, whatever it is: the names of the arrays decide.
                if (choices.isMissingNode() || field.equals("format")) {
                    continue;
                }
                Set<String> named = new TreeSet<>();
                choices.forEach(choice -> named.add(choice.asText()));
                Set<String> taken = new TreeSet<>();
                Set<String> all = words();
                all.addAll(named);
                for (String word : all) {
                    JsonNode text = JSON.getNodeFactory().textNode(word);
                    JsonNode value = list ? JSON.createArrayNode().add(text) : text;
                    Problem fault = fault(reader, with(document, place, field, value));
                    if (fault == null || !isAbout(fault, place.pointer() + "/" + field)) {
                        taken.add(word);
                    }
                }
                assertThat(taken)
                        .as(name + " at " + place.pointer() + "/" + field)
                        .isEqualTo(named);
            }
        }
    }

    /// Updates and reports come in the same places, and one reader reads both.
    private static Set<String> ofTheOtherMessage(Reader reader, Set<String> named) {
        var other = new TreeSet<String>();
        if (COSTS.stream().anyMatch(costs -> costs == reader)) {
            JSON.valueToTree(BodySchemas.costUpdate().map())
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(other::add);
            JSON.valueToTree(SwarmSchemas.report().map())
                    .path("properties")
                    .fieldNames()
                    .forEachRemaining(other::add);
            other.removeAll(named);
        }
        return other;
    }

    /// Refused as a value, not as something of another type: a field that is named only to be refused, too.
    private static boolean isAbout(Problem fault, String pointer) {
        String at = fault.pointer();
        return fault.code() == ProblemCode.UNSUPPORTED_VALUE && at != null && at.startsWith(pointer);
    }

    private record Place(String pointer, JsonNode schema) {}

    /// Every place in the schema that has an object with named fields.
    private static List<Place> places(JsonNode schema, String pointer) {
        var places = new ArrayList<Place>();
        if (!schema.path("properties").isEmpty()) {
            places.add(new Place(pointer, schema));
        }
        for (var property : schema.path("properties").properties()) {
            places.addAll(places(property.getValue(), pointer + "/" + property.getKey()));
        }
        schema.path("anyOf").forEach(way -> places.addAll(places(way, pointer)));
        if (schema.has("items")) {
            places.addAll(places(schema.get("items"), pointer + "/0"));
        }
        return places;
    }

    /// The first of them that has an object there; each is taken as it is.
    private static ObjectNode having(Place place, List<String> documents, Reader reader) throws IOException {
        for (String document : documents) {
            ObjectNode tree = (ObjectNode) JSON.readTree(document);
            assertThat(fault(reader, tree)).as(document).isNull();
            if (tree.at(place.pointer()).isObject()) {
                return tree;
            }
        }
        throw new AssertionError("none of the documents has an object at " + place.pointer());
    }

    private static ObjectNode with(ObjectNode document, Place place, String field, JsonNode value) {
        ObjectNode copy = document.deepCopy();
        ((ObjectNode) copy.at(JsonPointer.compile(place.pointer()))).set(field, value);
        return copy;
    }

    private static @Nullable Problem fault(Reader reader, JsonNode document) throws IOException {
        try {
            reader.read(document.toString().getBytes(UTF_8));
            return null;
        } catch (RivuletException refused) {
            return refused.problem();
        }
    }

    /// The texts in the code of the readers, and the names that they ask enums for.
    private static Set<String> words() {
        return new TreeSet<>(WORDS);
    }

    private static final Set<String> WORDS = inTheCode();

    private static Set<String> inTheCode() {
        var words = new TreeSet<String>();
        try {
            Path classes = Path.of(SolveRequestReader.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            try (Stream<Path> files = Files.list(
                    classes.resolve(SolveRequestReader.class.getPackageName().replace('.', '/')))) {
                for (Path file :
                        files.filter(file -> file.toString().endsWith(".class")).toList()) {
                    StreamSupport.stream(
                                    ClassFile.of().parse(file).constantPool().spliterator(), false)
                            .filter(StringEntry.class::isInstance)
                            .map(entry -> ((StringEntry) entry).stringValue())
                            .filter(text -> text.matches("[a-z][a-z0-9_]*"))
                            .forEach(words::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.net.URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        for (Method method : Method.values()) {
            words.add(method.wireName());
        }
        assertThat(words).contains("swarm_topology", "on_overflow", "sparse_ldl");
        return words;
    }
}
