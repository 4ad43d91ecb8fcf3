// SPDX-License-Identifier: Apache-2.0
/// What is in the folder `deploy` fits to the node and to those who read it.
@NullMarked
package io.rivulet.node.deploy;

import org.jspecify.annotations.NullMarked;
