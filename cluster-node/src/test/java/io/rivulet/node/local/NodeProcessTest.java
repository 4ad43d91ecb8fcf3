// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeProcessTest {
    @TempDir
    Path data;

    @Test
    void aNodeThatCanNotStartIsToldAtOnceAndWhereItsReasonStands() throws IOException {
        try (FileChannel lock =
                FileChannel.open(data.resolve("node.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            assertThatThrownBy(() -> NodeProcess.start(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("ended with 2 while starting")
                    .hasMessageContaining("node.log");
        }
        assertThat(Files.readString(data.resolve("node.log"))).contains("in use by another node");
    }

    @Test
    void itIsReadyWhenItIsThereAndGoneWhenItIsClosed() throws Exception {
        long pid;
        try (NodeProcess node = NodeProcess.start(data)) {
            pid = node.pid();
            HttpResponse<String> status = node.http()
                    .send(
                            HttpRequest.newBuilder(node.uri("/api/v1/status")).build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(status.statusCode()).isEqualTo(200);
        }
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }
}
