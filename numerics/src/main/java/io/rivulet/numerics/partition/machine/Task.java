// SPDX-License-Identifier: Apache-2.0
package io.rivulet.numerics.partition.machine;

/// One [Step] being done by a part: its own work, an exchange of halos, and what can be found with them.
interface Task {
    double[] NOTHING = {};

    /// Does what needs no other part; answers the vector, in local numbers, whose halo has to come from the others, or
    /// [#NOTHING].
    double[] begin();

    /// The halo is in place.
    Finding complete();
}
