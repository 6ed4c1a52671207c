package example;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import io.github.listeningports.PortSnapshot;
import tools.jackson.databind.json.JsonMapper;

/** With Jackson 3. */
public final class Jackson3 implements PortJson {

    private final JsonMapper mapper = JsonMapper.builder()
            // isComplete() is an answer, not a component.
            .changeDefaultVisibility(checker -> checker.withIsGetterVisibility(Visibility.NONE))
            .build();

    @Override
    public String write(PortSnapshot snapshot) {
        return mapper.writeValueAsString(snapshot);
    }

    @Override
    public PortSnapshot read(String json) {
        return mapper.readValue(json, PortSnapshot.class);
    }
}
