// SPDX-License-Identifier: Apache-2.0
package io.rivulet.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// An authority and the certificates that it signs, made by the JDK's own tool.
record TestCertificates(Path folder) {
    private static final String PASSWORD = "only-for-tests";
    private static final String STORE = "all.p12";

    static TestCertificates create(Path folder) throws Exception {
        Files.createDirectories(folder);
        TestCertificates made = new TestCertificates(folder);
        made.keytool(
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=test authority",
                "-ext",
                "bc:c");
        made.export("ca", folder.resolve("ca.pem"));
        return made;
    }

    /// Certificate and key of a node, as `NAME.pem` and `NAME.key`. All nodes bear one name, by which they know each
    /// other.
    void issue(String name) throws Exception {
        keytool("-genkeypair", "-alias", name, "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=rivulet-node");
        Path request = folder.resolve(name + ".csr");
        Path signed = folder.resolve(name + ".pem");
        keytool("-certreq", "-alias", name, "-file", request.toString());
        keytool("-gencert", "-alias", "ca", "-rfc", "-infile", request.toString(), "-outfile", signed.toString());
        KeyStore store = KeyStore.getInstance(folder.resolve(STORE).toFile(), PASSWORD.toCharArray());
        writeKey(store, name, folder.resolve(name + ".key"));
    }

    private static void writeKey(KeyStore store, String name, Path file) throws GeneralSecurityException, IOException {
        byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key);
        String kind = "PRIVATE" + " KEY";
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + text + "\n-----END " + kind + "-----\n");
    }

    private void export(String alias, Path file) throws Exception {
        keytool("-exportcert", "-alias", alias, "-rfc", "-file", file.toString());
    }

    private void keytool(String... words) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(words));
        command.addAll(
                List.of("-keystore", folder.resolve(STORE).toString(), "-storepass", PASSWORD, "-storetype", "PKCS12"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start();
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("keytool failed: " + Files.readString(folder.resolve("keytool.log")));
        }
    }

    /// The environment of a node that shows the certificate `name`.
    Map<String, String> environment(String name) {
        return Map.of(
                "RIVULET_CLUSTER_TRANSPORT", "tls-tcp",
                "RIVULET_CLUSTER_TLS_CERTIFICATE", folder.resolve(name + ".pem").toString(),
                "RIVULET_CLUSTER_TLS_KEY", folder.resolve(name + ".key").toString(),
                "RIVULET_CLUSTER_TLS_AUTHORITY", folder.resolve("ca.pem").toString(),
                "RIVULET_CLUSTER_TLS_RELOAD", "1s");
    }
}
