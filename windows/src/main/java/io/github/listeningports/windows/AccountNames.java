package io.github.listeningports.windows;

import io.github.listeningports.ProcessUser;
import io.github.listeningports.windows.api.AccountApi;
import io.github.listeningports.windows.api.SidParser;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The users behind security identifiers. Names are looked up only where no other machine is involved: local accounts, system accounts, and the user that this program
 * runs as. Any other account is a domain's; its controller would be queried, which can take long.
 */
final class AccountNames {

    private final AccountApi api;
    private final Optional<String> ownSid;
    private final Map<String, ProcessUser> known = new HashMap<>();
    private Optional<String> machineSid = Optional.empty();
    private boolean machineSidRead;

    /** @param ownSid the SID of the user that this program runs as */
    AccountNames(AccountApi api, Optional<String> ownSid) {
        this.api = api;
        this.ownSid = ownSid;
    }

    /** Empty if the buffer holds no security identifier. */
    Optional<ProcessUser> user(ByteBuffer directSid) {
        return SidParser.parse(directSid, 0).map(id -> {
            ProcessUser user = known.get(id);
            if (user == null) {
                user = new ProcessUser(id, name(id, directSid));
                known.put(id, user);
            }
            return user;
        });
    }

    private Optional<String> name(String id, ByteBuffer directSid) {
        if (ownSid.filter(id::equals).isPresent()) {
            return Optional.ofNullable(System.getProperty("user.name")).filter(name -> !name.isBlank());
        }
        return isLocal(id, machineSid()) ? api.name(directSid) : Optional.empty();
    }

    private Optional<String> machineSid() {
        if (!machineSidRead) {
            machineSid = api.machineSid();
            machineSidRead = machineSid.isPresent();
        }
        return machineSid;
    }

    /**
     * Whether Windows finds the name without a query to another machine: Microsoft's page "Well-known SIDs". S-1-5-21 holds the accounts of this machine and of
     * domains; of the rest, S-1-12 is a directory in the cloud.
     */
    static boolean isLocal(String id, Optional<String> machineSid) {
        boolean account = id.startsWith("S-1-5-21-") || !id.startsWith("S-1-5-");
        return account
                ? machineSid.filter(machine -> id.startsWith(machine + "-")).isPresent()
                : true;
    }
}
