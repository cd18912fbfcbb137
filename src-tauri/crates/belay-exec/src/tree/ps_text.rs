//! Reads what `ps` prints, for systems without `/proc` (macOS, BSD).

use super::{Id, Process};

/// `ps -A -o pid=,ppid=,pgid=,state=,comm=`: the process group stands for the
/// session, which these systems do not tell.
pub(super) fn parse(printed: &str) -> Vec<Process> {
    printed.lines().filter_map(line).collect()
}

fn line(line: &str) -> Option<Process> {
    let mut fields = line.split_whitespace();
    let pid = fields.next()?.parse().ok()?;
    let parent = fields.next()?.parse().ok()?;
    let session = fields.next()?.parse().ok()?;
    let zombie = fields.next()?.starts_with('Z');
    let path = fields.collect::<Vec<_>>().join(" ");
    let name = path.rsplit('/').next().unwrap_or_default().to_owned();
    Some(Process {
        id: Id { pid, start: 0 },
        parent,
        session,
        zombie,
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_ps_become_processes() {
        let printed = "    1     0     1 Ss   /sbin/launchd\n\
                       \u{20} 501     1   501 S+   /bin/bash\n  502   501   501 Z    (sleep)\nx\n";
        let all = parse(printed);
        let short: Vec<(u32, u32, u32, bool, &str)> = all
            .iter()
            .map(|p| (p.id.pid, p.parent, p.session, p.zombie, p.name.as_str()))
            .collect();
        assert_eq!(
            short,
            [
                (1, 0, 1, false, "launchd"),
                (501, 1, 501, false, "bash"),
                (502, 501, 501, true, "(sleep)"),
            ]
        );
    }
}
