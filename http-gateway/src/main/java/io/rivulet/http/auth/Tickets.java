// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Principal;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Words that stand for a principal once, for a short time: for browsers, whose sockets and event sources send no
/// headers. Only fingerprints are kept.
/// **Thread** any. **Bounded by** [#TICKETS], [#OF_ONE] of one principal.
final class Tickets {
    static final Duration LIFE = Duration.ofSeconds(30);
    static final int TICKETS = 10_000;
    static final int OF_ONE = 100;

    private static final int RANDOM_BYTES = 24;

    /// @param expiresAt from then on it stands for nobody
    record Ticket(String word, Instant expiresAt) {}

    private record Issued(Principal principal, Instant expiresAt) {}

    private final InstantSource clock;
    private final RandomGenerator random;
    /// In the order in which they end.
    private final Map<Fingerprint, Issued> issued = new LinkedHashMap<>();
    private final Map<String, Integer> ofEach = new HashMap<>();
    private long age;

    /// @param random one that nobody can foresee
    Tickets(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    /// How often everything was forgotten: who was judged before that is to be judged again.
    synchronized long age() {
        return age;
    }

    /// @param judgedAt the [#age] when it was found out whose it is to be
    /// **Errors** `rate_limited` where too many wait to be used, `unauthenticated` after everything was forgotten.
    synchronized Ticket issue(Principal principal, long judgedAt) {
        if (judgedAt != age) {
            throw Authenticator.refused("Who may call has changed meanwhile.");
        }
        Instant now = clock.instant();
        dropEnded(now);
        if (issued.size() >= TICKETS || ofEach.getOrDefault(principal.name(), 0) >= OF_ONE) {
            throw Problem.of(
                            ProblemCode.RATE_LIMITED,
                            "Too many tickets wait to be used: " + OF_ONE + " of one principal are kept, " + TICKETS
                                    + " in all.")
                    .hint("Ask for a ticket when it is used; each one ends after " + LIFE.toSeconds() + " s.")
                    .retryAfter(LIFE.toMillis())
                    .exception();
        }
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        var ticket = new Ticket(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes), now.plus(LIFE));
        issued.put(Fingerprint.of(ticket.word()), new Issued(principal, ticket.expiresAt()));
        ofEach.merge(principal.name(), 1, Integer::sum);
        return ticket;
    }

    /// Whose it is; nobody's from then on.
    synchronized Optional<Principal> redeem(String word) {
        dropEnded(clock.instant());
        Issued found = issued.remove(Fingerprint.of(word));
        if (found == null) {
            return Optional.empty();
        }
        forgetOne(found);
        return Optional.of(found.principal());
    }

    synchronized void forget() {
        age++;
        issued.clear();
        ofEach.clear();
    }

    private void dropEnded(Instant now) {
        for (Iterator<Issued> each = issued.values().iterator(); each.hasNext(); ) {
            Issued first = each.next();
            if (first.expiresAt().isAfter(now)) {
                return;
            }
            each.remove();
            forgetOne(first);
        }
    }

    private void forgetOne(Issued one) {
        ofEach.computeIfPresent(one.principal().name(), (_, count) -> count == 1 ? null : count - 1);
    }
}
