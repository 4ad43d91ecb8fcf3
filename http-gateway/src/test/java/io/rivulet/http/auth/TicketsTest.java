// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Principal;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TicketsTest {
    private static final Principal ANN = new Principal("ann", Access.OPERATOR);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.ofEpochSecond(1_800_000_000));
    private final Tickets tickets = new Tickets(now::get, new Random(1));

    @Test
    void aTicketStandsForItsPrincipalOnce() {
        Tickets.Ticket ticket = tickets.issue(ANN, 0);
        assertThat(ticket.expiresAt()).isEqualTo(now.get().plus(Tickets.LIFE));
        assertThat(tickets.redeem(ticket.word())).contains(ANN);
        assertThat(tickets.redeem(ticket.word())).isEmpty();
        assertThat(tickets.redeem("")).isEmpty();
    }

    @Test
    void aTicketEnds() {
        String word = tickets.issue(ANN, 0).word();
        now.set(now.get().plus(Tickets.LIFE));
        assertThat(tickets.redeem(word)).isEmpty();
    }

    @Test
    void oneMayNotTakeTheRoomOfAll() {
        Set<String> words = new HashSet<>();
        for (int k = 0; k < Tickets.OF_ONE; k++) {
            words.add(tickets.issue(ANN, 0).word());
        }
        assertThat(words).hasSize(Tickets.OF_ONE);
        assertThatThrownBy(() -> tickets.issue(ANN, 0)).hasMessageContaining("Too many tickets");
        assertThat(tickets.issue(new Principal("bob", Access.USER), 0).word()).isNotEmpty();
        tickets.redeem(words.iterator().next());
        assertThat(tickets.issue(ANN, 0).word()).isNotEmpty();
        now.set(now.get().plus(Tickets.LIFE));
        for (int k = 0; k < Tickets.OF_ONE; k++) {
            tickets.issue(ANN, 0);
        }
    }

    @Test
    void allTogetherAreBounded() {
        for (int k = 0; k < Tickets.TICKETS; k++) {
            tickets.issue(new Principal("p" + k, Access.USER), 0);
        }
        assertThatThrownBy(() -> tickets.issue(ANN, 0)).hasMessageContaining("Too many tickets");
        tickets.forget();
        assertThat(tickets.redeem(tickets.issue(ANN, tickets.age()).word())).contains(ANN);
    }

    @Test
    void whoWasJudgedBeforeKeysChangedGetsNone() {
        long judgedAt = tickets.age();
        tickets.forget();
        assertThatThrownBy(() -> tickets.issue(ANN, judgedAt)).hasMessageContaining("changed");
        assertThat(tickets.issue(ANN, tickets.age()).word()).isNotEmpty();
    }
}
