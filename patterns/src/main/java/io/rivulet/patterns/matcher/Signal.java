// SPDX-License-Identifier: Apache-2.0
package io.rivulet.patterns.matcher;

/// What a forecast comes to.
public enum Signal {
    /// It goes up.
    LONG,
    /// It goes down.
    SHORT,
    /// Too few matches, too little confidence, or no direction.
    NONE
}
