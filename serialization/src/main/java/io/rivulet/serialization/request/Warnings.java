// SPDX-License-Identifier: Apache-2.0
package io.rivulet.serialization.request;

import java.util.ArrayList;
import java.util.List;

/// What was accepted though odd. Bounded: a body full of unknown fields is told as a number.
public final class Warnings {
    private static final int MOST = 20;
    private static final int LONGEST_POINTER = 120;

    private final List<String> texts = new ArrayList<>();
    private int unsaid;

    public void add(String text) {
        if (texts.size() < MOST) {
            texts.add(text);
        } else {
            unsaid++;
        }
    }

    public void unknownField(String pointer) {
        String shown = pointer.length() <= LONGEST_POINTER ? pointer : pointer.substring(0, LONGEST_POINTER) + "…";
        add("unknown_field: " + shown + " is not known and was ignored");
    }

    public List<String> list() {
        if (unsaid == 0) {
            return List.copyOf(texts);
        }
        List<String> all = new ArrayList<>(texts);
        all.add(unsaid + " more warnings");
        return all;
    }
}
