// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.auth;

import io.rivulet.http.route.Access;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Gate;
import io.rivulet.http.route.Origins;
import io.rivulet.http.route.Place;
import io.rivulet.http.route.Principal;
import io.rivulet.http.route.Problems;
import io.rivulet.http.route.Standing;
import io.rivulet.http.route.Toll;
import io.rivulet.serialization.problem.Problem;
import io.rivulet.serialization.problem.ProblemCode;
import io.rivulet.serialization.problem.RivuletException;
import io.rivulet.serialization.request.Ids;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/// Asks each caller who they are: a bearer token, or, where browsers can't send one, a ticket or a session's resume
/// token in the address.
/// **Thread** any.
final class Gatekeeper implements Gate {
    /// Whose session it is, where the token was issued for it and still holds.
    @FunctionalInterface
    interface ResumeTokens {
        CompletionStage<Optional<String>> ownerOf(UUID session, String token);
    }

    private final Origins origins;
    private final Authenticator authenticator;
    private final Tickets tickets;
    private final ResumeTokens resumeTokens;
    private final Toll toll;

    Gatekeeper(Origins origins, Authenticator authenticator, Tickets tickets, ResumeTokens resumeTokens, Toll toll) {
        this.origins = origins;
        this.toll = toll;
        this.authenticator = authenticator;
        this.tickets = tickets;
        this.resumeTokens = resumeTokens;
    }

    /// Asks nobody, but keeps pages of others out.
    static Gate open(Origins origins) {
        return (request, place, captures) -> {
            if (place.access() != Access.PUBLIC) {
                origins.refuse(request);
            }
            return OPEN.admit(request, place, captures);
        };
    }

    @Override
    public CompletionStage<Principal> admit(HttpRequest request, Place place, List<String> captures) {
        if (place.access() == Access.PUBLIC) {
            return CompletableFuture.completedStage(Principal.NOBODY);
        }
        origins.refuse(request);
        return caller(request, place, captures).thenApply(known -> allowed(known, place));
    }

    private CompletionStage<Principal> caller(HttpRequest request, Place place, List<String> captures) {
        Optional<String> token = BearerToken.of(request);
        if (token.isPresent()) {
            return authenticator
                    .identify(token.get(), () -> toll.mayTry(request))
                    .thenApply(known -> known.with(standing(known, token.get(), place)));
        }
        if (place.byBrowsers()) {
            Optional<String> ticket = request.getUri().query().get("ticket");
            if (ticket.isPresent()) {
                return CompletableFuture.completedStage(tickets.redeem(ticket.get())
                        .orElseThrow(() -> Problem.of(
                                        ProblemCode.UNAUTHENTICATED,
                                        "The ticket was used already, has expired, or was given by another node.")
                                .hint("POST /api/v1/tickets gives one for the next " + Tickets.LIFE.toSeconds()
                                        + " s, to be used once at the same node.")
                                .exception()));
            }
            Optional<String> resume = request.getUri().query().get("resume_token");
            if (resume.isPresent() && place.ofSession()) {
                return reader(captures.getFirst(), resume.get());
            }
        }
        throw Problem.of(ProblemCode.UNAUTHENTICATED, "This needs a token: who calls is not known.")
                .hint(
                        place.byBrowsers()
                                ? "Send Authorization: Bearer …, or ?ticket= with one of POST /api/v1/tickets."
                                : "Send Authorization: Bearer with a token that this server knows.")
                .exception();
    }

    /// Of who opened something at `place` with this token.
    private Standing standing(Principal opener, String token, Place place) {
        return () -> authenticator
                .identify(token, () -> CompletableFuture.completedStage(Done.getInstance()))
                .handle((now, failure) -> {
                    if (failure == null) {
                        return now.name().equals(opener.name()) && now.may(place.access());
                    }
                    Problem problem = Problems.problemOf(failure);
                    if (problem.code() == ProblemCode.UNAUTHENTICATED) {
                        return false;
                    }
                    throw problem.exception();
                });
    }

    private CompletionStage<Principal> reader(String id, String token) {
        UUID session = Ids.parse(id);
        return session == null
                ? CompletableFuture.failedStage(notOfThisSession())
                : resumeTokens
                        .ownerOf(session, token)
                        .thenApply(owner ->
                                authenticator.known(owner.orElseThrow(Gatekeeper::notOfThisSession), Access.USER));
    }

    /// The same whether there is such a session or not.
    private static RivuletException notOfThisSession() {
        return Problem.of(ProblemCode.UNAUTHENTICATED, "The resume token is not one of this session, or has expired.")
                .hint("Take the token of the latest session_opened line; it holds for an hour.")
                .exception();
    }

    private static Principal allowed(Principal caller, Place place) {
        if (caller.may(place.access())) {
            return caller;
        }
        throw Problem.of(
                        ProblemCode.FORBIDDEN,
                        place.method() + " " + place.pattern() + " is for the role "
                                + place.access().name().toLowerCase(Locale.ROOT) + ", which "
                                + Call.shown(caller.name()) + " has not.")
                .hint("Ask with a token that has the role.")
                .exception();
    }
}
