//! The window denies what no permission file names, under the real configuration:
//! its capabilities and permissions, its commands, on a runtime without a display.

use belay_app::{Desk, StartOptions};
use belay_testkit::TempHome;
use serde_json::{Value, json};
use tauri::ipc::{CallbackFn, InvokeBody};
use tauri::test::{MockRuntime, get_ipc_response};
use tauri::webview::InvokeRequest;
use tauri::{App, WebviewWindow, WebviewWindowBuilder};

struct Window {
    app: App<MockRuntime>,
    webview: WebviewWindow<MockRuntime>,
    // Dropped last: the desk writes there.
    _home: TempHome,
}

fn window(label: &str) -> Window {
    let home = TempHome::new();
    let desk = Desk::open(StartOptions {
        home: Some(home.path().to_owned()),
        operator: "jt@desk".into(),
        ..StartOptions::default()
    })
    .expect("a desk in an empty home");
    let app = belay::builder::<MockRuntime>(desk)
        .build(tauri::generate_context!())
        .expect("the app on a mock runtime");
    let webview = WebviewWindowBuilder::new(&app, label, tauri::WebviewUrl::default())
        .build()
        .expect("a window");
    Window {
        app,
        webview,
        _home: home,
    }
}

impl Window {
    fn ask(&self, command: &str, from: &str, body: Value) -> Result<Value, Value> {
        let request = InvokeRequest {
            cmd: command.into(),
            callback: CallbackFn(0),
            error: CallbackFn(1),
            url: from.parse().expect("an address"),
            body: InvokeBody::Json(body),
            headers: tauri::http::HeaderMap::new(),
            invoke_key: self.app.invoke_key().into(),
        };
        get_ipc_response(&self.webview, request)
            .map(|body| body.deserialize::<Value>().expect("a JSON answer"))
    }
}

const OWN_PAGE: &str = "tauri://localhost";

fn denied(answer: Result<Value, Value>) -> String {
    let why = answer.expect_err("it was allowed");
    let why = why.as_str().unwrap_or_default().to_owned();
    assert!(
        why.contains("not allowed"),
        "it failed for another reason: {why}"
    );
    why
}

#[test]
fn a_listed_command_answers_the_main_window() {
    let told = window("main")
        .ask("app_info", OWN_PAGE, json!({}))
        .expect("an answer");
    assert_eq!(told["version"], env!("CARGO_PKG_VERSION"));
}

#[test]
fn a_command_that_no_permission_names_is_denied() {
    let main = window("main");
    // The plugin is there, for the backend; the page may not open dialogs itself.
    denied(main.ask("plugin:dialog|open", OWN_PAGE, json!({"options": {}})));
    denied(main.ask(
        "plugin:window|set_title",
        OWN_PAGE,
        json!({"value": "another"}),
    ));
    denied(main.ask("plugin:event|emit", OWN_PAGE, json!({"event": "changed"})));
    denied(main.ask("run_anything", OWN_PAGE, json!({})));
}

#[test]
fn another_window_may_call_nothing() {
    denied(window("another").ask("app_info", OWN_PAGE, json!({})));
}

#[test]
fn a_page_of_the_network_may_call_nothing() {
    denied(window("main").ask("app_info", "https://example.com", json!({})));
}

#[test]
fn a_key_that_is_not_the_window_s_gets_no_answer() {
    let main = window("main");
    let (told, heard) = std::sync::mpsc::channel();
    let request = InvokeRequest {
        cmd: "app_info".into(),
        callback: CallbackFn(0),
        error: CallbackFn(1),
        url: OWN_PAGE.parse().expect("an address"),
        body: InvokeBody::Json(json!({})),
        headers: tauri::http::HeaderMap::new(),
        invoke_key: "guessed".into(),
    };
    let webview: &tauri::Webview<MockRuntime> = main.webview.as_ref();
    webview.clone().on_message(
        request,
        Box::new(move |_, _, _, _, _| {
            // Nobody listens any more once the reply was awaited for too long.
            let _ = told.send(());
        }),
    );
    // The sender went with the request, unanswered.
    assert!(
        heard.recv().is_err(),
        "a page that does not know the key was answered"
    );
}
