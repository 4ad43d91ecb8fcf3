// SPDX-License-Identifier: Apache-2.0
package io.rivulet.http.limit;

import io.rivulet.actors.limit.core.CallerLimits;
import io.rivulet.actors.limit.core.Quota;
import io.rivulet.actors.workflow.Workflows;
import io.rivulet.http.route.Access;
import io.rivulet.http.route.Allowance;
import io.rivulet.http.route.Call;
import io.rivulet.http.route.Principal;
import io.rivulet.http.settings.Limit;
import io.rivulet.http.settings.LimitSettings;
import java.util.ArrayList;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.jspecify.annotations.Nullable;

/// Who counts as one caller, and what they may do: a user; without one the address that a request came from. While
/// authentication is off everybody is the same user, so addresses are told apart, and only what was set holds.
/// **Thread** any.
final class CallerRules {
    /// Whose limits are counted under `name`.
    record Counted(String name, CallerLimits limits) {}

    private final LimitSettings settings;
    private final boolean guarded;
    private final WorkflowLimits workflows;
    private final ClientAddresses addresses;

    /// @param guarded whether callers have to say who they are
    CallerRules(LimitSettings settings, boolean guarded, WorkflowLimits workflows) {
        this.settings = settings;
        this.workflows = workflows;
        this.guarded = guarded;
        this.addresses = new ClientAddresses(settings.trustedProxies(), settings.proxyHeader());
    }

    /// Never fails.
    CompletionStage<Counted> of(Call call) {
        Principal caller = call.caller();
        if (!guarded || !isUser(caller)) {
            return CompletableFuture.completedStage(stranger(call.request()));
        }
        return workflows
                .of(caller.name())
                .thenApply(said -> new Counted("user:" + caller.name(), ofUser(caller, said)));
    }

    /// For one who is no user, or was not admitted as one.
    Counted stranger(HttpRequest request) {
        return new Counted(address(request), guarded ? ofAddress() : withoutUsers());
    }

    /// Sessions that are not completed; empty where they are not counted. Never fails.
    CompletionStage<OptionalInt> sessions(Principal caller) {
        if (!guarded) {
            return CompletableFuture.completedStage(settings.said(Limit.USER_SESSIONS));
        }
        int most = or(caller.allowance().sessions(), settings.of(Limit.USER_SESSIONS));
        return workflows
                .of(caller.name())
                .thenApply(said -> OptionalInt.of(within(caller, most, said.concurrentSessions())));
    }

    /// Entries of updates at this node; empty where they are not counted.
    OptionalInt entriesPerSecond() {
        return guarded
                ? OptionalInt.of(settings.of(Limit.ENTRIES_PER_SECOND))
                : settings.said(Limit.ENTRIES_PER_SECOND);
    }

    private static boolean isUser(Principal caller) {
        return !caller.name().isEmpty();
    }

    private String address(HttpRequest request) {
        return "address:" + addresses.of(request);
    }

    /// A key that allows more an hour than a minute's bound would let pass raises that bound, unless it was set.
    private CallerLimits ofUser(Principal caller, Workflows.Limits said) {
        Allowance own = caller.allowance();
        int hour = within(
                caller, or(own.requestsPerHour(), settings.of(Limit.USER_REQUESTS_PER_HOUR)), said.requestsPerHour());
        int minutes = Quota.HOUR / Quota.MINUTE;
        int minute = settings.said(Limit.REQUESTS_PER_MINUTE)
                .orElse(Math.max(Limit.REQUESTS_PER_MINUTE.usual(), Math.ceilDiv(hour, minutes)));
        var quotas = new ArrayList<Quota>();
        quotas.add(new Quota(minute, Quota.MINUTE));
        quotas.add(new Quota(hour, Quota.HOUR));
        return new CallerLimits(quotas, or(own.streams(), settings.of(Limit.USER_STREAMS)));
    }

    private CallerLimits ofAddress() {
        var quotas = new ArrayList<Quota>();
        quotas.add(new Quota(settings.of(Limit.REQUESTS_PER_MINUTE), Quota.MINUTE));
        quotas.add(new Quota(settings.of(Limit.ADDRESS_REQUESTS), Limit.ADDRESS_WINDOW_SECONDS));
        return new CallerLimits(quotas, settings.of(Limit.ADDRESS_STREAMS));
    }

    private CallerLimits withoutUsers() {
        var quotas = new ArrayList<Quota>();
        settings.said(Limit.REQUESTS_PER_MINUTE).ifPresent(most -> quotas.add(new Quota(most, Quota.MINUTE)));
        settings.said(Limit.ADDRESS_REQUESTS)
                .ifPresent(most -> quotas.add(new Quota(most, Limit.ADDRESS_WINDOW_SECONDS)));
        settings.said(Limit.USER_REQUESTS_PER_HOUR).ifPresent(most -> quotas.add(new Quota(most, Quota.HOUR)));
        int streams = Math.min(
                settings.said(Limit.USER_STREAMS).orElse(CallerLimits.UNCOUNTED),
                settings.said(Limit.ADDRESS_STREAMS).orElse(CallerLimits.UNCOUNTED));
        return new CallerLimits(quotas, streams);
    }

    /// What a caller's workflows say lowers a limit; only who watches the whole may raise one by it.
    private static int within(Principal caller, int most, @Nullable Integer said) {
        if (said == null) {
            return most;
        }
        return caller.may(Access.OPERATOR) ? said : Math.min(most, said);
    }

    private static int or(OptionalLong said, int otherwise) {
        return (int) Math.min(Integer.MAX_VALUE, said.orElse(otherwise));
    }
}
