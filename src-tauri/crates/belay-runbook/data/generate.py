#!/usr/bin/env python3
"""Writes aws-operations.bin: every command of the AWS CLI in a compact table.

    python -m venv target/awscli-venv
    target/awscli-venv/bin/pip install awscli==1.46.2
    target/awscli-venv/bin/python src-tauri/crates/belay-runbook/data/generate.py

The table is taken from the AWS CLI itself, after all of its customizations
have run, so that names are exactly those a person types. What only version 2
of the AWS CLI has is added from VERSION_2 below. The format is described in
README.md beside this file. The output depends on the pinned version alone.
"""

import os
import pathlib
import struct
import sys
import zlib

os.environ["AWS_CONFIG_FILE"] = os.devnull
os.environ["AWS_SHARED_CREDENTIALS_FILE"] = os.devnull

import awscli
from awscli.arguments import CustomArgument
from awscli.clidriver import ServiceCommand, create_clidriver

PINNED = "1.46.2"
MAGIC = b"BLYAWS02"

KINDS = {
    "structure": 0, "list": 1, "map": 2, "string": 3, "integer": 4, "long": 4,
    "boolean": 5, "timestamp": 6, "blob": 7, "double": 8, "float": 8,
    "document": 9, "character": 3,
}

# Argument flags.
REQUIRED, POSITIONAL, SWITCH, STREAMING = 1, 2, 4, 8
# How many words an option takes.
NARGS = {None: 0, "?": 1, "*": 2, "+": 3, "...": 2}


def option(name, *, required=False, positional=False, switch=False, nargs=None, choices=(), kind="string"):
    return dict(name=name, required=required, positional=positional, switch=switch,
                nargs=nargs, choices=list(choices), shape=None, kind=kind)


def switch(name):
    return option(name, switch=True, kind="boolean")


# Options of every command that version 2 added.
VERSION_2_GLOBALS = [
    switch("no-cli-pager"), switch("cli-auto-prompt"), switch("no-cli-auto-prompt"),
    option("cli-binary-format", choices=["base64", "raw-in-base64-out"]),
    option("cli-error-format", choices=["legacy", "enhanced", "json", "yaml", "text", "table"]),
]
VERSION_2_OUTPUTS = ["yaml", "yaml-stream", "off"]

# Commands of version 2 that version 1 does not have, from the command
# reference of version 2: path → arguments.
VERSION_2 = {
    ("logs", "tail"): [
        option("group_name", positional=True, required=True), option("since"), switch("follow"),
        option("format", choices=["detailed", "short", "json"]), option("filter-pattern"),
        option("log-stream-names", nargs="+"), option("log-stream-name-prefix"),
    ],
    ("configure", "sso"): [switch("no-browser"), switch("use-device-code")],
    ("configure", "sso-session"): [],
    ("configure", "import"): [option("csv", required=True), switch("skip-invalid"), option("profile-prefix")],
    ("configure", "export-credentials"): [option("format", choices=["process", "env", "env-no-export", "powershell", "windows-cmd", "fish"])],
    ("configure", "list-profiles"): [],
    ("configure", "wizard"): [],
    ("configure", "mfa-login"): [option("update-profile"), option("duration-seconds"), option("serial-number")],
    ("sso", "login"): [option("sso-session"), switch("no-browser"), switch("use-device-code")],
    ("sso", "logout"): [],
    ("login",): [switch("remote")],
    ("logout",): [switch("all")],
    ("ddb", "select"): [
        option("table_name", positional=True, required=True), option("projection"), option("filter"),
        option("key-condition"), option("attributes"), option("index-name"), switch("consistent-read"),
        switch("no-consistent-read"), switch("return-consumed-capacity"),
        switch("no-return-consumed-capacity"), option("max-items"), option("starting-token"),
    ],
    ("ddb", "put"): [
        option("table_name", positional=True, required=True), option("items", positional=True, required=True),
        option("condition"), switch("return-consumed-capacity"), switch("no-return-consumed-capacity"),
        switch("return-item-collection-metrics"), switch("no-return-item-collection-metrics"),
    ],
    ("dynamodb", "wizard"): [option("wizard_name", positional=True)],
    ("iam", "wizard"): [option("wizard_name", positional=True)],
    ("lambda", "wizard"): [option("wizard_name", positional=True)],
    ("events", "wizard"): [option("wizard_name", positional=True)],
    ("ec2-instance-connect", "ssh"): [
        option("instance-id", required=True), option("instance-ip"), option("private-key-file"),
        option("os-user"), option("ssh-port"), option("local-forwarding"),
        option("connection-type", choices=["direct", "eice", "auto"]), option("eice-options"),
    ],
    ("ec2-instance-connect", "open-tunnel"): [
        option("instance-id"), option("private-ip-address"), option("instance-connect-endpoint-id"),
        option("instance-connect-endpoint-dns-name"), option("remote-port"), option("local-port"),
        option("max-tunnel-duration"), option("max-websocket-connections"),
    ],
    ("lightsail", "push-container-image"): [
        option("service-name", required=True), option("image", required=True), option("label", required=True),
    ],
    ("ecs", "monitor-express-gateway-service"): [
        option("service-arn", required=True), option("resource-view"), option("timeout"), option("mode"),
    ],
}

# Options that version 2 added to commands both versions have.
VERSION_2_OPTIONS = {
    ("s3", "cp"): [option("copy-props", choices=["none", "metadata-directive", "default"]), switch("no-overwrite")],
    ("s3", "mv"): [option("copy-props", choices=["none", "metadata-directive", "default"]), switch("no-overwrite")],
    ("s3", "sync"): [option("copy-props", choices=["none", "metadata-directive", "default"]), switch("no-overwrite")],
    ("s3", "ls"): [option("bucket-name-prefix"), option("bucket-region")],
    ("logs", "start-live-tail"): [option("mode", choices=["interactive", "print-only"])],
    ("eks", "update-kubeconfig"): [option("user-alias")],
    ("history", "show"): [],
}


class Shapes:
    """The shapes of one service, each written once, by structure where scalar."""

    def __init__(self):
        self.rows = []
        self.by_key = {}
        self.resolvers = []  # kept alive: their ids are keys
        self.enums = []  # of the service's own model

    def scalar(self, kind, enum=(), flags=0):
        key = ("scalar", kind, tuple(enum), flags)
        if key not in self.by_key:
            self.by_key[key] = len(self.rows)
            self.rows.append((kind, list(enum), flags))
        return self.by_key[key]

    def completed(self, enum):
        """Values that a custom command lists by hand, with those of the service's
        own enumeration, which it may have spelt otherwise."""
        def alike(values):
            return len(set(values) & set(enum)), -len(values)
        own = max(self.enums, key=alike, default=[])
        shared = len(set(own) & set(enum))
        return enum + [v for v in own if v not in enum] if shared * 2 >= len(enum) > 0 else enum

    def add(self, shape, custom=False):
        kind = KINDS.get(shape.type_name, 3)
        if getattr(shape, "is_document_type", False):
            return self.scalar(9)
        if kind > 2:
            enum = list(getattr(shape, "enum", None) or [])
            enum = self.completed(enum) if custom else enum
            streaming = STREAMING if kind == 7 and shape.serialization.get("streaming") else 0
            return self.scalar(kind, enum, streaming)
        # Custom commands number their shapes anew for each option.
        self.resolvers.append(shape._shape_resolver)
        key = ("shape", id(shape._shape_resolver), shape.name, kind)
        if key in self.by_key:
            return self.by_key[key]
        index = len(self.rows)
        self.by_key[key] = index
        self.rows.append(None)
        if kind == 0:
            required = set(shape.required_members)
            row = (0, [(name, self.add(member, custom), name in required) for name, member in shape.members.items()])
        elif kind == 1:
            row = (1, self.add(shape.member, custom))
        else:
            row = (2, self.add(shape.key, custom), self.add(shape.value, custom))
        self.rows[index] = row
        return index


class Recorder:
    """Stands in for an argparse parser, to see what an argument asks of it."""

    def add_argument(self, name, **settings):
        self.name, self.settings = name, settings

    def add_argument_group(self, *_, **__):
        return self

    add_mutually_exclusive_group = add_argument_group


def read_argument(name, argument, shapes):
    recorder = Recorder()
    argument.add_to_parser(recorder)
    settings = recorder.settings
    is_switch = settings.get("action") in ("store_true", "store_false", "store_const", "append_const", "version")
    nargs = settings.get("nargs")
    positional = not recorder.name.startswith("-")
    entry = option(
        recorder.name.lstrip("-"), positional=positional, switch=is_switch,
        required=bool(settings.get("required", positional and nargs not in ("?", "*"))),
        nargs="+" if isinstance(nargs, int) else nargs, choices=list(settings.get("choices") or []),
    )
    if not is_switch:
        model = getattr(argument, "argument_model", None)
        if model is not None and model.type_name in KINDS:
            entry["shape"] = shapes.add(model, isinstance(argument, CustomArgument))
        else:
            entry["shape"] = shapes.scalar(KINDS.get(argument.cli_type_name, 3))
    return entry


def read_command(name, command, shapes):
    arguments, output, children = [], None, []
    if isinstance(command, ServiceCommand):
        model = command.service_model
        for shape_name in model.shape_names:
            enum = getattr(model.shape_for(shape_name), "enum", None)
            shapes.enums += [list(enum)] if enum else []
        for child_name, child in command._get_command_table().items():
            if child_name != "help":
                children.append(read_command(child_name, child, shapes))
        return dict(name=name, arguments=[], output=None, children=children)
    # Some commands add options while their subcommands are listed.
    subcommands = getattr(command, "subcommand_table", None) or {}
    table = command.arg_table
    for argument_name, argument in table.items():
        if argument_name == "help" or not hasattr(argument, "add_to_parser"):
            continue
        arguments.append(read_argument(argument_name, argument, shapes))
    model = getattr(command, "_operation_model", None)
    if model is not None and model.output_shape is not None:
        output = shapes.add(model.output_shape)
    for child_name, child in subcommands.items():
        if child_name != "help":
            children.append(read_command(child_name, child, shapes))
    return dict(name=name, arguments=arguments, output=output, children=children)


def add_version_2(services, shapes_of):
    for path, arguments in VERSION_2.items():
        service = services.get(path[0])
        shapes = shapes_of.setdefault(path[0], Shapes())
        for argument in arguments:
            if not argument["switch"]:
                argument["shape"] = shapes.scalar(KINDS[argument["kind"]])
        if service is None:
            service = services[path[0]] = dict(name=path[0], arguments=[], output=None, children=[])
        if len(path) == 1:
            service["arguments"] = arguments
        elif all(child["name"] != path[1] for child in service["children"]):
            service["children"].append(dict(name=path[1], arguments=arguments, output=None, children=[]))
    for (service, name), arguments in VERSION_2_OPTIONS.items():
        for child in services[service]["children"]:
            if child["name"] == name:
                known = {a["name"] for a in child["arguments"]}
                for argument in arguments:
                    if argument["name"] not in known:
                        if not argument["switch"]:
                            argument["shape"] = shapes_of[service].scalar(3)
                        child["arguments"].append(argument)


class Writer:
    """Numbers as LEB128, strings as indices into one table."""

    def __init__(self):
        self.strings, self.index, self.body = [], {}, bytearray()

    def number(self, value):
        while True:
            byte = value & 0x7F
            value >>= 7
            self.body.append(byte | (0x80 if value else 0))
            if not value:
                return

    def string(self, text):
        if text not in self.index:
            self.index[text] = len(self.strings)
            self.strings.append(text)
        self.number(self.index[text])

    def shapes(self, rows):
        self.number(len(rows))
        for row in rows:
            self.body.append(row[0])
            if row[0] == 0:
                self.number(len(row[1]))
                for name, shape, required in row[1]:
                    self.string(name)
                    self.number(shape * 2 + int(required))
            elif row[0] == 1:
                self.number(row[1])
            elif row[0] == 2:
                self.number(row[1])
                self.number(row[2])
            else:
                self.number(row[2])
                self.number(len(row[1]))
                for value in row[1]:
                    self.string(value)

    def command(self, command):
        self.string(command["name"])
        self.number(len(command["arguments"]))
        for argument in command["arguments"]:
            self.string(argument["name"])
            flags = (REQUIRED * argument["required"] | POSITIONAL * argument["positional"]
                     | SWITCH * argument["switch"])
            self.number(flags | NARGS[argument["nargs"]] << 4)
            self.number(0 if argument["shape"] is None else argument["shape"] + 1)
            self.number(len(argument["choices"]))
            for choice in argument["choices"]:
                self.string(str(choice))
        self.number(0 if command["output"] is None else command["output"] + 1)
        self.number(len(command["children"]))
        for child in command["children"]:
            self.command(child)

    def bytes(self):
        head = Writer()
        head.number(len(self.strings))
        for text in self.strings:
            encoded = text.encode()
            head.number(len(encoded))
            head.body += encoded
        return bytes(head.body + self.body)


def deflate(data):
    packer = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    return packer.compress(data) + packer.flush()


def block(command, shapes):
    writer = Writer()
    writer.shapes(shapes.rows)
    writer.command(command)
    return writer.bytes()


def main():
    if awscli.__version__ != PINNED:
        sys.exit(f"awscli {awscli.__version__} is installed; the table is pinned to {PINNED}")
    driver = create_clidriver()
    services, shapes_of = {}, {}
    for name, command in driver._get_command_table().items():
        if name == "help":
            continue
        shapes_of[name] = Shapes()
        services[name] = read_command(name, command, shapes_of[name])
    add_version_2(services, shapes_of)

    global_shapes = Shapes()
    arguments = []
    for name, argument in driver._get_argument_table().items():
        entry = read_argument(name, argument, global_shapes)
        if name == "output":
            entry["choices"] += VERSION_2_OUTPUTS
        arguments.append(entry)
    for argument in VERSION_2_GLOBALS:
        if not argument["switch"]:
            argument["shape"] = global_shapes.scalar(3)
        arguments.append(argument)
    services[""] = dict(name="", arguments=arguments, output=None, children=[])
    shapes_of[""] = global_shapes

    index, blocks, raw_total, operations = Writer(), bytearray(), 0, 0
    names = sorted(services)
    index.number(len(names))
    for name in names:
        raw = block(services[name], shapes_of[name])
        packed = deflate(raw)
        raw_total += len(raw)
        operations += len(services[name]["children"])
        encoded = name.encode()
        index.number(len(encoded))
        index.body += encoded
        index.number(len(blocks))
        index.number(len(packed))
        index.number(len(raw))
        blocks += packed
    out = pathlib.Path(__file__).with_name("aws-operations.bin")
    version = PINNED.encode()
    header = MAGIC + struct.pack("<B", len(version)) + version + struct.pack("<I", len(index.body))
    out.write_bytes(header + index.body + blocks)
    print(f"{len(names) - 1} services, {operations} commands, {raw_total} bytes unpacked, "
          f"{out.stat().st_size} bytes in {out.name}")


if __name__ == "__main__":
    main()
