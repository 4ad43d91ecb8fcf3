// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.telemetry;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.rivulet.actors.telemetry.Traces;
import io.rivulet.node.settings.TelemetrySettings;
import java.util.HashMap;
import java.util.Map;
import kamon.Kamon;
import kamon.prometheus.PrometheusReporter;
import scala.Option;

/// What Kamon tells of the process: figures of the JVM, and where its agent is attached of actors, dispatchers and what
/// else it instruments. Kamon is one for a process, so that whoever has the process starts it, once, and not a node:
/// the figures of nodes are [io.rivulet.actors.meter.Meters] of their own.
/// **Owns** Kamon's threads, which are daemons.
/// **More** docs/decisions/0040-figures-of-our-own-and-kamons.md
public final class ProcessTelemetry {
    private static final String NONE = "";

    private ProcessTelemetry() {}

    /// Has to come before the first class of actors is loaded, where an agent is to see them. Without anything to tell
    /// nothing is started.
    ///
    /// @param node told with each trace
    public static void start(TelemetrySettings settings, String node) {
        if (settings.processFigures() || settings.otlp() != null) {
            Kamon.initWithoutAttaching(config(settings, node));
        }
    }

    /// In the text format of Prometheus, of the last second; empty within the first.
    public static String figures(TelemetrySettings settings) {
        if (!settings.processFigures()) {
            return NONE;
        }
        Option<String> latest = PrometheusReporter.latestScrapeData();
        return latest.isEmpty() ? NONE : latest.get();
    }

    /// Of a process that was started with the same settings.
    static Traces traces(TelemetrySettings settings) {
        return settings.otlp() == null ? Traces.OFF : new KamonTraces();
    }

    private static Config config(TelemetrySettings settings, String node) {
        Map<String, Object> ours = new HashMap<>();
        ours.put("kamon.init.hide-banner", true);
        ours.put("kamon.environment.service", "rivulet");
        ours.put("kamon.environment.instance", node);
        ours.put("kamon.metric.tick-interval", "1 second");
        ours.put("kamon.prometheus.start-embedded-http-server", false);
        ours.put("kamon.trace.sampler", "random");
        ours.put("kamon.trace.random-sampler.probability", settings.traceRatio());
        ours.put("kamon.trace.identifier-scheme", "double");
        ours.put("kamon.trace.tick-interval", "1 second");
        ours.put("kamon.trace.include-error-stacktrace", false);
        ours.put("kamon.propagation.http.default.entries.incoming.span", "w3c");
        ours.put("kamon.propagation.http.default.entries.outgoing.span", "w3c");
        ours.put("kamon.modules.prometheus-reporter.enabled", settings.processFigures());
        ours.put("kamon.modules.jvm-metrics.enabled", settings.processFigures());
        // A page on a port of its own; figures of the machine, which others tell better, by native code.
        ours.put("kamon.modules.status-page.enabled", false);
        ours.put("kamon.modules.host-metrics.enabled", false);
        ours.put("kamon.modules.process-metrics.enabled", false);
        ours.put("kamon.modules.otel-trace-reporter.enabled", settings.otlp() != null);
        if (settings.otlp() != null) {
            ours.put(
                    "kamon.otel.trace.full-endpoint",
                    settings.otlp().toString().replaceFirst("/+$", "") + "/v1/traces");
            ours.put("kamon.otel.trace.protocol", "http/protobuf");
        }
        return ConfigFactory.parseMap(ours, "telemetry settings")
                .withFallback(ConfigFactory.defaultReference())
                .resolve();
    }
}
