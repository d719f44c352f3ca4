// The console: sign-in in front, then the rail and the page that the address names.
import { useMemo, useRef } from "preact/hooks";
import { usePreferences } from "../common/hooks/use-preferences.ts";
import { LanguageContext } from "../common/language.ts";
import { createApi } from "./api.ts";
import { Shell } from "./components/shell.tsx";
import { SignIn } from "./components/sign-in.tsx";
import { ApiContext } from "./hooks/use-api.ts";
import { createCaller } from "./http.ts";
import { useLinks } from "./place.ts";
import { useSession } from "./session.ts";

export function App() {
  const preferences = usePreferences();
  const ended = useRef(() => {});
  const api = useMemo(
    () =>
      createApi(
        createCaller({
          fetch: (input, init) => fetch(input, init),
          onSignedOut: () => ended.current(),
        }),
      ),
    [],
  );
  const session = useSession(api);
  ended.current = session.ended;
  useLinks();
  return (
    <LanguageContext.Provider value={preferences.language}>
      <ApiContext.Provider value={api}>
        {session.state.phase === "in" ? (
          <Shell expiresAt={session.state.expiresAt} onSignOut={session.signOut} appearance={preferences} />
        ) : (
          <SignIn session={session} appearance={preferences} />
        )}
      </ApiContext.Provider>
    </LanguageContext.Provider>
  );
}
