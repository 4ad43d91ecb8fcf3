// SPDX-License-Identifier: Apache-2.0
/// What a person should look at: which kinds there are, and where they are told.
@NullMarked
package io.rivulet.actors.alert;

import org.jspecify.annotations.NullMarked;
