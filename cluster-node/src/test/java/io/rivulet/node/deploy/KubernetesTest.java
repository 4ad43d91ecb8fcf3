// SPDX-License-Identifier: Apache-2.0
package io.rivulet.node.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.rivulet.node.settings.ClusterSettings;
import io.rivulet.node.settings.NodeSettings;
import io.rivulet.node.settings.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The manifests are valid, and say what a node understands.
class KubernetesTest {
    private static final String MOUNTED = "/etc/rivulet/";

    @TempDir
    Path folder;

    private static Container container(StatefulSet nodes) {
        PodSpec pod = nodes.getSpec().getTemplate().getSpec();
        assertThat(pod.getContainers()).hasSize(1);
        return pod.getContainers().getFirst();
    }

    /// What Kubernetes would put into the environment of the first pod. A value may name only what stands before it.
    private static Map<String, String> environment(Container container) {
        Map<String, String> all = new HashMap<>();
        for (EnvVar each : container.getEnv()) {
            String value = each.getValueFrom() == null ? each.getValue() : told(container, each.getValueFrom());
            for (Map.Entry<String, String> before : all.entrySet()) {
                value = value.replace("$(" + before.getKey() + ")", before.getValue());
            }
            assertThat(value).doesNotContain("$(");
            assertThat(all.put(each.getName(), value)).as(each.getName()).isNull();
        }
        return all;
    }

    private static String told(Container container, EnvVarSource source) {
        if (source.getFieldRef() != null) {
            assertThat(source.getFieldRef().getFieldPath()).isEqualTo("metadata.name");
            return "rivulet-0";
        }
        assertThat(source.getResourceFieldRef().getResource()).isEqualTo("requests.cpu");
        return container.getResources().getRequests().get("cpu").toString();
    }

    /// As the node reads it, with files where secrets would be mounted.
    private SettingsLoader.Loaded load(Map<String, String> environment) throws Exception {
        Map<String, String> here = new HashMap<>();
        for (Map.Entry<String, String> each : environment.entrySet()) {
            String value = each.getValue();
            if (value.startsWith(MOUNTED)) {
                Path file = folder.resolve(value.substring(MOUNTED.length()));
                Files.createDirectories(file.getParent());
                Files.writeString(file, value.endsWith("/url") ? "jdbc:postgresql://database/rivulet" : "something");
                value = file.toString();
            }
            here.put(each.getKey(), value);
        }
        return new SettingsLoader(here).load(null, Map.of(), Map.of());
    }

    private static Map<String, Integer> ports(Container container) {
        return container.getPorts().stream()
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    @Test
    void everyFileHasOnlyFieldsThatItsTypesHave() throws Exception {
        assertThat(Manifests.files()).hasSizeGreaterThan(8);
        for (Path file : Manifests.files()) {
            assertThat(Manifests.read(Files.readString(file)))
                    .as(file.toString())
                    .isNotEmpty();
        }
    }

    @Test
    void aMistypedFieldIsFound() throws Exception {
        String nodes = Files.readString(Manifests.FOLDER.resolve("base/stateful-set.yaml"));
        assertThatThrownBy(() -> Manifests.read(nodes.replace("failureThreshold:", "failureTreshold:")))
                .hasMessageContaining("failureTreshold");
        assertThatThrownBy(() -> Manifests.read(nodes.replace("drop: [\"ALL\"]", "dropp: [\"ALL\"]")))
                .hasMessageContaining("dropp");
    }

    @Test
    void theDevelopmentOverlayIsOneNodeThatItsPodAloneReaches() throws Exception {
        StatefulSet nodes = Manifests.only(Manifests.render("development"), StatefulSet.class);
        assertThat(nodes.getSpec().getReplicas()).isEqualTo(1);
        SettingsLoader.Loaded loaded = load(environment(container(nodes)));
        assertThat(loaded.notices()).isEmpty();
        NodeSettings settings = loaded.settings();
        assertThat(settings.store().databaseUrl()).isNull();
        assertThat(settings.security().authenticates()).isFalse();
        assertThat(settings.http().host()).isEqualTo("127.0.0.1");
        requirePortsAndProbes(nodes, settings);
    }

    @Test
    void theProductionOverlayIsAGuardedClusterOnASharedDatabase() throws Exception {
        List<HasMetadata> all = Manifests.render("production");
        StatefulSet nodes = Manifests.only(all, StatefulSet.class);
        SettingsLoader.Loaded loaded = load(environment(container(nodes)));
        assertThat(loaded.notices()).isEmpty();
        NodeSettings settings = loaded.settings();
        assertThat(settings.security().authenticates()).isTrue();
        assertThat(settings.security().tls()).isNotNull();
        assertThat(settings.store().databaseUrl()).startsWith("jdbc:postgresql:");
        assertThat(settings.store().databasePassword()).isEqualTo("something");
        ClusterSettings cluster = settings.cluster();
        assertThat(cluster.transport()).isEqualTo(ClusterSettings.Transport.TLS_TCP);
        assertThat(cluster.isOpenToItsNetwork()).isFalse();
        assertThat(cluster.failureDetection()).isEqualTo(ClusterSettings.FailureDetection.CAUTIOUS);
        assertThat(cluster.bindHost()).isEqualTo("0.0.0.0");
        requirePortsAndProbes(nodes, settings);

        // Each seed is the name that a pod has by the headless service, and that this pod goes by.
        Service headless = service(all, nodes.getSpec().getServiceName());
        assertThat(headless.getSpec().getClusterIP()).isEqualTo("None");
        assertThat(headless.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(cluster.seedNodes())
                .extracting(seed -> seed.host() + ":" + seed.port())
                .containsExactly(
                        "rivulet-0.rivulet-nodes:2552", "rivulet-1.rivulet-nodes:2552", "rivulet-2.rivulet-nodes:2552");
        assertThat(cluster.host())
                .isEqualTo(cluster.seedNodes().getFirst().host())
                .isEqualTo(nodes.getMetadata().getName() + "-0."
                        + headless.getMetadata().getName());
    }

    @Test
    void aNodeMayDoNothingThatItNeedNot() throws Exception {
        for (String overlay : List.of("development", "production")) {
            PodSpec pod = Manifests.only(Manifests.render(overlay), StatefulSet.class)
                    .getSpec()
                    .getTemplate()
                    .getSpec();
            Container node = pod.getContainers().getFirst();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            // They would begin with RIVULET_, and be taken for settings.
            assertThat(pod.getEnableServiceLinks()).isFalse();
            assertThat(node.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(node.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(node.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(node.getResources().getLimits()).containsOnlyKeys("memory");
            assertThat(node.getResources().getRequests().get("memory"))
                    .isEqualTo(node.getResources().getLimits().get("memory"));
            // What is mounted is there, and files of settings lie in it.
            assertThat(node.getVolumeMounts().stream().map(VolumeMount::getName).filter(name -> !name.equals("data")))
                    .containsExactlyInAnyOrderElementsOf(
                            pod.getVolumes().stream().map(Volume::getName).toList());
            assertThat(environment(node).values().stream().filter(value -> value.startsWith(MOUNTED)))
                    .allSatisfy(value -> assertThat(
                                    node.getVolumeMounts().stream().map(mount -> mount.getMountPath() + "/"))
                            .anyMatch(value::startsWith));
        }
    }

    @Test
    void productionScalesAndIsDisruptedOneNodeAtATime() throws Exception {
        List<HasMetadata> all = Manifests.render("production");
        StatefulSet nodes = Manifests.only(all, StatefulSet.class);
        HorizontalPodAutoscaler scaler = Manifests.only(all, HorizontalPodAutoscaler.class);
        assertThat(scaler.getSpec().getScaleTargetRef().getName())
                .isEqualTo(nodes.getMetadata().getName());
        assertThat(scaler.getSpec().getMinReplicas()).isEqualTo(3);
        // An apply would set it back.
        assertThat(nodes.getSpec().getReplicas()).isNull();
        PodDisruptionBudget budget = Manifests.only(all, PodDisruptionBudget.class);
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal()).isEqualTo(1);
        Map<String, String> labels = nodes.getSpec().getTemplate().getMetadata().getLabels();
        assertThat(labels)
                .containsAllEntriesOf(nodes.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(Manifests.only(all, NetworkPolicy.class)
                        .getSpec()
                        .getPodSelector()
                        .getMatchLabels());
        assertThat(all).allSatisfy(each -> {
            if (!each.getKind().equals("Namespace")) {
                assertThat(each.getMetadata().getNamespace()).isEqualTo("rivulet");
            }
        });
        ServiceMonitor monitor = Manifests.only(all, ServiceMonitor.class);
        List<Service> watched = all.stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .filter(service -> service.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(
                                monitor.getSpec().getSelector().getMatchLabels().entrySet()))
                .toList();
        assertThat(watched).hasSize(1);
        assertThat(watched.getFirst().getSpec().getPorts().stream().map(ServicePort::getName))
                .contains(monitor.getSpec().getEndpoints().getFirst().getPort());
    }

    private static Service service(List<HasMetadata> all, String name) {
        return all.stream()
                .filter(Service.class::isInstance)
                .map(Service.class::cast)
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void requirePortsAndProbes(StatefulSet nodes, NodeSettings settings) {
        Container node = container(nodes);
        assertThat(ports(node))
                .containsEntry("http", settings.http().port())
                .containsEntry("admin", settings.http().admin().port());
        if (settings.cluster().port() != 0) {
            assertThat(ports(node)).containsEntry("cluster", settings.cluster().port());
        }
        requireProbe(node.getStartupProbe(), "/alive");
        requireProbe(node.getLivenessProbe(), "/alive");
        requireProbe(node.getReadinessProbe(), "/ready");
        // The start has as long as joining may take.
        assertThat(node.getStartupProbe().getPeriodSeconds()
                        * node.getStartupProbe().getFailureThreshold())
                .isGreaterThan((int) settings.cluster().joinTimeout().toSeconds());
        long stopping = node.getLifecycle().getPreStop().getSleep().getSeconds()
                + settings.node().drain().toSeconds();
        assertThat(nodes.getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds())
                .isGreaterThan(stopping);
    }

    private static void requireProbe(Probe probe, String path) {
        assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
        assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("admin");
    }
}
