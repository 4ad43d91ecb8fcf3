// SPDX-License-Identifier: Apache-2.0
package io.rivulet.examples.proxy;

import io.rivulet.node.local.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// nginx with the configuration that our documents name, before one node.
final class Nginx implements AutoCloseable {
    private static final Path CONFIGURATION =
            Path.of(System.getProperty("rivulet.root", "."), "examples", "proxy", "nginx.conf");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final int port;

    private Nginx(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /// The program on the path, or as Debian packages it, unpacked into `folder`; empty where there is neither.
    static Optional<Path> find(Path folder) throws IOException, InterruptedException {
        Optional<Path> installed = Stream.of(System.getenv("PATH").split(":"))
                .flatMap(each -> Stream.of(Path.of(each), Path.of("/usr/sbin")))
                .map(each -> each.resolve("nginx"))
                .filter(Files::isExecutable)
                .findFirst();
        if (installed.isPresent()) {
            return installed;
        }
        Process unpack = new ProcessBuilder(
                        "sh", "-c", "apt-get download nginx && for each in nginx_*.deb; do dpkg -x \"$each\" .; done")
                .directory(Files.createDirectories(folder).toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("unpacked.log").toFile())
                .start();
        Path unpacked = folder.resolve("usr/sbin/nginx");
        return unpack.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && Files.isExecutable(unpacked)
                ? Optional.of(unpacked)
                : Optional.empty();
    }

    /// Returns when it takes connections.
    static Nginx start(Path program, Path folder, URI node) throws IOException, InterruptedException {
        int port = FreePorts.one();
        Path configuration = folder.resolve("nginx.conf");
        Files.writeString(
                configuration,
                Files.readString(CONFIGURATION)
                        .replace("127.0.0.1:3000", "127.0.0.1:" + node.getPort())
                        .replace("127.0.0.1:8080", "127.0.0.1:" + port));
        Process process = new ProcessBuilder(
                        program.toString(),
                        "-p",
                        folder.toString(),
                        "-c",
                        configuration.toString(),
                        "-g",
                        "daemon off;")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("nginx.log").toFile())
                .start();
        var nginx = new Nginx(process, port);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!nginx.listens()) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("nginx does not start: " + Files.readString(folder.resolve("nginx.log")));
            }
        }
        return nginx;
    }

    private boolean listens() {
        try (var connection = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return connection.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    int port() {
        return port;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
