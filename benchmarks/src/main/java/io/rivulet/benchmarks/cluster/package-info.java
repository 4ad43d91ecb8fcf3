// SPDX-License-Identifier: Apache-2.0
/// Several nodes measured from outside: what their clients notice when one goes.
@NullMarked
package io.rivulet.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
