// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.cost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SendingOrderTest {
    private final SendingOrder order = new SendingOrder();
    private final List<String> sent = new ArrayList<>();

    private CompletableFuture<String> sending(String what) {
        sent.add(what);
        return new CompletableFuture<>();
    }

    @Test
    void updatesDoNotWaitForEachOther() {
        order.behind(() -> sending("first"));
        order.behind(() -> sending("second"));
        assertThat(sent).containsExactly("first", "second");
    }

    @Test
    void aCommandWaitsForTheAnswersBeforeItAndHoldsUpWhatIsBehindIt() {
        var first = new CompletableFuture<String>();
        var second = new CompletableFuture<String>();
        var command = new CompletableFuture<String>();
        order.behind(() -> first);
        order.behind(() -> second);
        order.alone(() -> {
            sent.add("command");
            return command;
        });
        order.behind(() -> sending("third"));
        order.behind(() -> sending("fourth"));
        second.complete("");
        assertThat(sent).isEmpty();
        first.complete("");
        assertThat(sent).containsExactly("command");
        command.complete("");
        assertThat(sent).containsExactly("command", "third", "fourth");
    }
}
