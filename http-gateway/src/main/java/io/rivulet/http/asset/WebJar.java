// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.asset;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/// Libraries for browsers, which come as Maven artifacts.
public final class WebJar {
    private WebJar() {}

    /// Where on the class path the files of an artifact stand, whatever its version; ends with a slash.
    /// **Errors** one that is not there is a broken build.
    public static String folder(String group, String artifact) {
        String about = "/META-INF/maven/" + group + "/" + artifact + "/pom.properties";
        var properties = new Properties();
        try (InputStream in = WebJar.class.getResourceAsStream(about)) {
            if (in == null) {
                throw new IllegalStateException(about + " is missing from the program");
            }
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/" + artifact + "/" + properties.getProperty("version") + "/";
    }
}
