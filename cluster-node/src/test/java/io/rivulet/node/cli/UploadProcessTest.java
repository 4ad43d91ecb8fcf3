// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.rivulet.numerics.gallery.Gallery;
import io.rivulet.numerics.gallery.GalleryRecipe;
import io.rivulet.serialization.request.CsrFormat;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An upload and a session on it, through the death of the process.
final class UploadProcessTest {
    private static final Pattern REF = Pattern.compile("\"ref\":\"([0-9a-f]{64})\"");

    @TempDir
    Path folder;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void anUploadAndTheSessionOnItOutliveKillNine() throws Exception {
        var out = new ByteArrayOutputStream();
        CsrFormat.write(Gallery.generate(new GalleryRecipe.Poisson2d(150, 150)), out);
        String id = UUID.randomUUID().toString();
        String ref;
        String solution;
        try (ChildJvm first = ChildJvm.start(folder, Map.of(), "serve", "--port", "0", "--data", "data")) {
            String url = urlIn(first.awaitLine("ready at"));
            ref = upload(url, out.toByteArray());
            assertThat(open(url, id, ref)).contains("\"verified\":true");
            solution = entries(url, id);
            first.kill();
        }
        try (ChildJvm second = ChildJvm.start(folder, Map.of(), "serve", "--port", "0", "--data", "data")) {
            String url = urlIn(second.awaitLine("ready at"));
            assertThat(entries(url, id)).isEqualTo(solution);
            assertThat(open(url, UUID.randomUUID().toString(), ref)).contains("\"verified\":true");
            assertThat(upload(url, out.toByteArray())).isEqualTo(ref);
        }
    }

    private String upload(String url, byte[] matrix) throws Exception {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/problems"))
                        .header("Content-Type", CsrFormat.MEDIA_TYPE)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(matrix))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        Matcher ref = REF.matcher(answer.body());
        assertThat(ref.find()).as(answer.body()).isTrue();
        return ref.group(1);
    }

    private String open(String url, String id, String ref) throws Exception {
        String body = "{\"session_id\":\"" + id + "\",\"matrix\":{\"ref\":\"" + ref
                + "\"},\"vector\":{\"indices\":[11250],\"values\":[1]},\"options\":{\"stream\":{\"x\":\"none\"}}}";
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(url + "/api/v1/solve-stream"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body()
                .lines()
                .filter(line -> line.contains("\"solution\""))
                .findFirst()
                .orElseThrow();
    }

    private String entries(String url, String id) throws Exception {
        return http.send(
                        HttpRequest.newBuilder(
                                        URI.create(url + "/api/v1/sessions/" + id + "/solution?indices=0,11249,11250"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static String urlIn(String ready) {
        return Arrays.stream(ready.split(" "))
                .filter(word -> word.startsWith("http://"))
                .findFirst()
                .orElseThrow();
    }
}
