// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition;

/// What came of cutting a matrix into parts.
public sealed interface Partitioned {
    /// Worth solving in parts; `how` names the way it was cut.
    record Accepted(RowPartition partition, PartitionMeasure measure, String how) implements Partitioned {}

    /// Not to be solved in parts, with the reason for people.
    record Refused(String reason) implements Partitioned {}
}
