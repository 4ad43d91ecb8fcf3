// SPDX-License-Identifier: Apache-2.0
package io.rivulet.fields.features;

/// The figures of a whole run, in their order. Those of one field are of the last one.
public enum RunFeature {
    D_BOX("D_box"),
    D_R2("D_r2"),
    V_MIN("V_min"),
    V_MAX("V_max"),
    V_MEAN("V_mean"),
    V_STD("V_std"),
    V_SKEW("V_skew"),
    V_KURT("V_kurt"),
    DV_MEAN("dV_mean"),
    DV_MAX("dV_max"),
    T_STABLE("T_stable"),
    E_TREND("E_trend"),
    F_ACTIVE("f_active"),
    N_CLUSTERS_LOW("N_clusters_low"),
    N_CLUSTERS_MED("N_clusters_med"),
    N_CLUSTERS_HIGH("N_clusters_high"),
    MAX_CLUSTER_SIZE("max_cluster_size"),
    CLUSTER_SIZE_STD("cluster_size_std");

    private final String key;

    RunFeature(String key) {
        this.key = key;
    }

    /// Its name on the wire.
    public String key() {
        return key;
    }
}
