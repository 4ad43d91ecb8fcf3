// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.doctor;

import io.rivulet.http.Gateway;
import io.rivulet.http.settings.UnusableSettings;
import io.rivulet.node.serve.DataFolder;
import io.rivulet.node.settings.NodeSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/// Looks at what a node with these settings would need.
public final class Examination {
    private static final int WANTED_JAVA = 25;
    private static final long GIB = 1L << 30;
    private static final long LITTLE_HEAP = GIB / 2;
    private static final long LITTLE_DISK = 2 * GIB;
    private static final long TOO_LITTLE_DISK = GIB / 10;

    private final NodeSettings settings;

    public Examination(NodeSettings settings) {
        this.settings = settings;
    }

    public List<Finding> all() {
        return List.of(
                java(),
                memory(),
                processors(),
                data(),
                disk(),
                port("port", settings.http().host(), settings.http().port(), "--port"),
                port(
                        "cluster port",
                        settings.cluster().bindHost(),
                        settings.cluster().port(),
                        "--cluster-port"),
                authentication(),
                DatabaseCheck.of(settings));
    }

    private static Finding java() {
        int version = Runtime.version().feature();
        String text = Runtime.version() + " at " + System.getProperty("java.home");
        return version == WANTED_JAVA
                ? Finding.ok("java", text)
                : Finding.fail("java", text + "; " + WANTED_JAVA + " is needed, set RIVULET_JAVA_HOME");
    }

    private static Finding memory() {
        long heap = Runtime.getRuntime().maxMemory();
        long machine =
                ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                        ? system.getTotalMemorySize()
                        : -1;
        String text = gib(heap) + " heap" + (machine > 0 ? " of " + gib(machine) + " in the machine" : "");
        return heap < LITTLE_HEAP
                ? Finding.warn("memory", text + "; more by RIVULET_JAVA_OPTS=-Xmx2g")
                : Finding.ok("memory", text);
    }

    private static Finding processors() {
        int count = Runtime.getRuntime().availableProcessors();
        return count < 2
                ? Finding.warn("processors", count + "; solving and serving will take turns")
                : Finding.ok("processors", Integer.toString(count));
    }

    private Finding data() {
        Path existing = existing(settings.store().data());
        if (!Files.isDirectory(existing)) {
            return Finding.fail("data folder", existing + " is no folder; choose another with --data");
        }
        if (!Files.isWritable(existing)) {
            return Finding.fail("data folder", existing + " can't be written by this user; choose another with --data");
        }
        if (DataFolder.isInUse(settings.store().data())) {
            return Finding.fail(
                    "data folder",
                    settings.store().data() + " is in use by a running node; stop it or choose another with --data");
        }
        boolean there = existing.equals(settings.store().data());
        return Finding.ok("data folder", settings.store().data() + (there ? "" : " (will be made)"));
    }

    private Finding disk() {
        try {
            long free = Files.getFileStore(existing(settings.store().data())).getUsableSpace();
            String text = gib(free) + " free";
            if (free < TOO_LITTLE_DISK) {
                return Finding.fail("disk", text + "; the journal needs room, choose another folder with --data");
            }
            return free < LITTLE_DISK ? Finding.warn("disk", text) : Finding.ok("disk", text);
        } catch (IOException unreadable) {
            return Finding.warn("disk", "can't be measured: " + unreadable.getMessage());
        }
    }

    private Finding authentication() {
        try {
            Gateway.check(settings.security());
            return Finding.ok(
                    "authentication",
                    settings.security().authenticates() ? "on" : "off, so that clients reach loopback only");
        } catch (UnusableSettings unusable) {
            return Finding.fail("authentication", String.valueOf(unusable.getMessage()));
        }
    }

    private static Path existing(Path folder) {
        Path path = folder;
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    private static Finding port(String about, String host, int port, String option) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
            return Finding.ok(about, port == 0 ? "any free one" : host + ":" + port + " is free");
        } catch (IOException taken) {
            return Finding.fail(
                    about, host + ":" + port + " can't be used (" + taken.getMessage() + "); another by " + option);
        }
    }

    private static String gib(long bytes) {
        return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
    }
}
