package example;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.TypeAdapter;
import com.google.gson.TypeAdapterFactory;
import com.google.gson.reflect.TypeToken;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.JsonWriter;
import io.github.listeningports.PortSnapshot;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;

/** With Gson, which knows records; types of java.net, java.time and java.util need adapters. */
public final class WithGson implements PortJson {

    private final Gson gson = new GsonBuilder()
            .registerTypeAdapterFactory(new OptionalAdapters())
            .registerTypeAdapter(Instant.class, text(Instant::toString, Instant::parse))
            .registerTypeHierarchyAdapter(InetAddress.class, text(InetAddress::getHostAddress, WithGson::address))
            // A record's component that is left out would be read as null, not as empty.
            .serializeNulls()
            .create();

    @Override
    public String write(PortSnapshot snapshot) {
        return gson.toJson(snapshot);
    }

    @Override
    public PortSnapshot read(String json) {
        return gson.fromJson(json, PortSnapshot.class);
    }

    /** Never a name, which would be looked up. */
    private static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static <T> TypeAdapter<T> text(Function<T, String> write, Function<String, T> read) {
        return new TypeAdapter<>() {
            @Override
            public void write(JsonWriter json, T value) throws IOException {
                json.value(write.apply(value));
            }

            @Override
            public T read(JsonReader json) throws IOException {
                return read.apply(json.nextString());
            }
        };
    }

    /** What is absent is null. */
    private static final class OptionalAdapters implements TypeAdapterFactory {

        @Override
        @SuppressWarnings("unchecked")
        public <T> TypeAdapter<T> create(Gson gson, TypeToken<T> type) {
            if (type.getRawType() == OptionalInt.class) {
                return (TypeAdapter<T>) nullable(
                        gson.getAdapter(Integer.class),
                        (OptionalInt optional) -> optional.isPresent() ? optional.getAsInt() : null,
                        value -> value == null ? OptionalInt.empty() : OptionalInt.of(value));
            }
            if (type.getRawType() == OptionalLong.class) {
                return (TypeAdapter<T>) nullable(
                        gson.getAdapter(Long.class),
                        (OptionalLong optional) -> optional.isPresent() ? optional.getAsLong() : null,
                        value -> value == null ? OptionalLong.empty() : OptionalLong.of(value));
            }
            return type.getRawType() == Optional.class && type.getType() instanceof ParameterizedType optional
                    ? (TypeAdapter<T>) optional(gson.getAdapter(TypeToken.get(optional.getActualTypeArguments()[0])))
                    : null;
        }

        private static <V> TypeAdapter<Optional<V>> optional(TypeAdapter<V> adapter) {
            return nullable(adapter, optional -> optional.orElse(null), Optional::ofNullable);
        }

        private static <O, V> TypeAdapter<O> nullable(
                TypeAdapter<V> adapter, Function<O, V> write, Function<V, O> read) {
            return new TypeAdapter<>() {
                @Override
                public void write(JsonWriter json, O optional) throws IOException {
                    V value = write.apply(optional);
                    if (value == null) {
                        json.nullValue();
                    } else {
                        adapter.write(json, value);
                    }
                }

                @Override
                public O read(JsonReader json) throws IOException {
                    if (json.peek() == JsonToken.NULL) {
                        json.nextNull();
                        return read.apply(null);
                    }
                    return read.apply(adapter.read(json));
                }
            };
        }
    }
}
