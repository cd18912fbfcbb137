//! The least HTTP that the sandbox's control API needs: one request, one answer,
//! one connection.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// Asks `endpoint` (`http://host:port`) and gives the JSON answer. Panics unless
/// the status is 200.
pub fn ask(endpoint: &str, method: &str, path: &str, body: Option<&Value>) -> Value {
    let answer = exchange(endpoint, method, path, body)
        .unwrap_or_else(|error| panic!("The sandbox at {endpoint} does not answer: {error}."));
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    let status = head.split_whitespace().nth(1).unwrap_or("no status");
    assert_eq!(
        status, "200",
        "{method} {path} was refused by the sandbox: {body}"
    );
    serde_json::from_str(body)
        .unwrap_or_else(|error| panic!("{method} {path} answered no JSON ({error}): {body}"))
}

fn exchange(
    endpoint: &str,
    method: &str,
    path: &str,
    body: Option<&Value>,
) -> std::io::Result<String> {
    let host = endpoint.trim_start_matches("http://").trim_end_matches('/');
    let body = body.map(Value::to_string).unwrap_or_default();
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    // In one piece: who answers early does not break the pipe under the rest.
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes())?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer)
}

/// A query value: everything but letters, digits and `-._~` as `%XX`.
pub fn escaped(value: &str) -> String {
    value
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    fn answering(answer: &'static str) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 1024];
            let _ = stream.read(&mut asked).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        endpoint
    }

    #[test]
    fn an_answer_is_read_as_json() {
        let endpoint = answering("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"ok\":true}");
        assert_eq!(ask(&endpoint, "GET", "/_ctl/health", None)["ok"], true);
    }

    #[test]
    #[should_panic(expected = "was refused by the sandbox: {\"error\":\"no such control\"}")]
    fn a_refusal_fails_the_test_with_the_sandbox_s_reason() {
        let endpoint = answering("HTTP/1.1 404 Not Found\r\n\r\n{\"error\":\"no such control\"}");
        ask(&endpoint, "GET", "/_ctl/nothing", None);
    }

    #[test]
    fn instants_and_regular_expressions_survive_a_query() {
        assert_eq!(
            escaped("2026-11-21T07:21:35+00:00"),
            "2026-11-21T07%3A21%3A35%2B00%3A00"
        );
    }
}
